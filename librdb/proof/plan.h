// What regrouping would bring, as found in one pass over a dump; plan_collector.h makes it.
//
// Memory is what the keys add to used_memory of the server named by `profile` right after loading;
// file bytes are those of the dump, without LZF in what would be written anew. Errors are two
// standard errors of the sampling (95 of 100 such figures are within), 0 for exact figures. Keys in
// the dump under a new name already, and other reasons for which regroup stops, are not looked for.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/types.h"
#include "librdb/key/key_shape.h"
#include "librdb/memory/server_choice.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb {

/// What becomes of keys that expire, as a rule of regroup says it.
struct ExpiryPolicy {
  GroupTtl group_ttl = GroupTtl::leave;
  std::int64_t tolerance_ms = 0;
};

struct Estimate {
  double value = 0;
  double error = 0;
};

/// One part pulled out of the keys of one shape.
struct PlanCandidate {
  std::size_t part = 0;    ///< of the shape's parts
  std::string field;       ///< name of its placeholder
  double values = 0;       ///< different ones, estimated; 0: not counted
  std::string refusal;     ///< why regroup would not do it; empty: it would
  std::uint64_t keys = 0;  ///< that become fields; with GroupTtl::same as sure as `left`
  Estimate left;           ///< keys that stay flat: those of their hash do not agree
  Estimate expiring_hashes;
  Estimate hashes;                  ///< that they become
  std::uint64_t median_fields = 0;  ///< in a hash
  std::uint64_t p90_fields = 0;
  std::uint64_t p99_fields = 0;
  std::uint64_t largest_fields = 0;  ///< of the hashes seen: with sampling there may be larger ones
  Estimate hashtables;               ///< hashes that are above the limits of a listpack
  Estimate fields_in_hashtables;
  std::uint64_t memory_before = 0;  ///< of those keys, without tables
  Estimate memory_after;            ///< of the hashes
  std::uint64_t tables_before = 0;  ///< of the databases concerned
  std::uint64_t tables_after = 0;
  std::uint64_t file_before = 0;  ///< bytes of those keys in the dump
  Estimate file_after;
  bool is_exact = true;

  /// Of used_memory; negative: it costs.
  double saved() const {
    return static_cast<double>(memory_before) + static_cast<double>(tables_before) -
           memory_after.value - static_cast<double>(tables_after);
  }
};

/// Keys of one shape and what could be made of them.
struct PlanShape {
  KeyShape shape;
  std::uint64_t integers = 0;  ///< strings among them that hold an integer; of other shapes 0
  std::vector<PlanCandidate> candidates;  ///< none: nothing of it can be regrouped
  std::uint64_t also_matched = 0;         ///< about so many keys of other shapes match the pattern
  OwnedBytes also_example;                ///< one of them
  std::optional<std::size_t> best;        ///< the candidate that saves most, if it is worth it
  std::string reason;                     ///< why there is no best one
};

struct Plan {
  std::string file;
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::uint64_t dump_bytes = 0;
  ServerProfile profile;  ///< whose memory it is
  ServerMatch server_match = ServerMatch::measured;
  bool any_value = false;     ///< --values any
  ExpiryPolicy policy;        ///< --group-ttl
  std::uint64_t expired = 0;  ///< strings that had expired: they stay flat (not with `leave`)
  std::string key_template;   ///< as given with the rule
  bool lossy_key = false;
  bool is_rule = false;  ///< the rule was given: there is one shape
  std::uint64_t keys = 0;
  std::uint64_t strings = 0;
  std::uint64_t expiring_strings = 0;
  std::uint64_t unshaped = 0;        ///< keys with too many parts or in too many shapes
  std::uint64_t ambiguous = 0;       ///< keys that match the rule, not their new names
  std::uint64_t strings_memory = 0;  ///< of all strings
  std::uint64_t tables = 0;          ///< of all databases
  std::vector<PlanShape> shapes;     ///< most keys first
  std::optional<std::size_t> best;   ///< the shape whose best candidate saves most

  /// Of strings and tables: what savings are a share of. Values of other types are not in it.
  std::uint64_t known_memory() const { return strings_memory + tables; }
};

/// Bounds below which nothing is recommended.
inline constexpr std::uint64_t kLeastKeysWorthIt = 1000;
inline constexpr double kLeastShareWorthIt = 0.01;
/// A hash beyond it blocks a server when it is copied, moved or deleted, and is read and written by
/// one shard alone: nothing is recommended if more than one hash in a hundred would be.
inline constexpr std::uint64_t kMostFieldsWorthIt = 10'000;

}  // namespace rdb
