// Proves a regroup from its two dumps: every pair is where the rules say, with its value and
// expiry, and nothing else was changed, lost or added.
//
//   Verifier verifier({.rules = {{.pattern = "{site}:{article}:{day}", .field = "article"}}});
//   do {
//     RdbReader(before).run(verifier.source());
//     RdbReader(after).run(verifier.result());
//   } while (verifier.must_read_again());      // only with `can_read_again`
//   const Verification found = verifier.finish();
//   found.is_proved();
//
// The naive meaning of the rules, apart from what regroup does: both dumps are taken apart into
// facts (a key; a field of a hash that a rule could have made), and facts that must agree are
// compared. It holds for keys with database, type, expiry and value, fields of such hashes with
// value and expiry, and function libraries. It does not look at the order of keys and fields, at
// encodings, idle times, frequencies, AUX fields and modules' data behind the keys.
//
// Large values are compared by digests of 128 bits, under a key of the run. Where the dumps can be
// read twice, so are all facts at first, as sums (fact_sums.h), which proves what is equal without
// holding it; only where sums differ, facts are gathered by a second reading. Holds `memory_limit`
// and 128 KiB: facts beyond it go to a temporary file (some 20 bytes and the name a key, for both
// dumps), and are compared partition by partition; a single hash may be larger than memory. Throws
// `InvalidArgument` (constructor), `LimitExceeded`, `IoError`, `Refused` (a key has an expiry, and
// nothing says what counts as now; a dump is another one when it is read again).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/event/value_decoder.h"
#include "librdb/io/source.h"
#include "librdb/io/spill_file.h"
#include "librdb/transform/regroup_rule.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

struct VerifyOptions {
  std::vector<RegroupRule> rules;      ///< as regroup was given them
  bool drop_rest = false;              ///< what is not regrouped was dropped
  std::optional<std::int64_t> now_ms;  ///< regroup's clock; default: the source's AUX ctime
  /// For the dump of a server that has moved on: an integer may have grown, and what has expired by
  /// the result's ctime may be gone.
  bool counters_may_grow = false;
  bool ignore_added = false;  ///< so may keys and fields be there that the source has not
  /// The result is a stream of commands, which has neither what had expired by `now_ms` nor, unless
  /// it is RESTORE, when consumers of a stream were seen.
  bool result_is_commands = false;
  /// Both dumps can be read twice, which is much faster where the first time shows no difference.
  /// Without effect for dumps that may differ: `counters_may_grow`, `ignore_added`.
  bool can_read_again = false;
  std::size_t most_differences = 10;  ///< that are listed
  std::uint64_t memory_limit = kDefaultMemoryLimit;
  SpillFileOptions spill;
};

/// One thing that is not as it should be.
struct Difference {
  enum class Kind : std::uint8_t {
    missing_key,
    added_key,
    type,
    value,
    expiry,
    missing_field,
    added_field,
    field_value,
    field_expiry,
    refused,    ///< regroup would have refused the source: `expected` says why
    functions,  ///< the function libraries are not the same
  };
  static constexpr std::size_t kKinds = 11;
  /// "missing-key", …: a word for machines. Static storage.
  static Bytes name_of(Kind kind);

  Kind kind = Kind::missing_key;
  std::uint32_t db = 0;
  OwnedBytes key;  ///< at most its first 4096 bytes, as the field
  bool has_field = false;
  OwnedBytes field;
  std::string expected;  ///< for people: `17`, `"text"`, `2 elements`
  std::string found;
};

struct Verification {
  struct Rule {
    std::string name;
    std::uint64_t matched = 0;  ///< pairs of the source
    std::uint64_t grown = 0;    ///< fields whose counter has grown
    Int128 growth = 0;          ///< by how much in all
    std::uint64_t added = 0;    ///< fields that the source has not
    Int128 added_sum = 0;       ///< their counters
  };
  /// Of the hashes that rules make: integers in the source, as they should be in the result (less
  /// what a policy discards), and as they are.
  struct Database {
    std::uint32_t db = 0;
    std::uint64_t source_keys = 0;
    std::uint64_t result_keys = 0;
    std::uint64_t pairs = 0;  ///< of source keys
    Int128 sum_source = 0;
    Int128 sum_expected = 0;
    Int128 sum_found = 0;
  };

  bool is_proved() const { return count == 0; }

  std::uint64_t count = 0;  ///< of differences; of a missing hash one, not its fields
  std::uint64_t by_kind[Difference::kKinds] = {};
  std::vector<Difference> differences;  ///< the first, by database, key and field
  std::uint64_t pairs = 0;              ///< of the source that belong into hashes
  std::uint64_t hashes = 0;             ///< they make
  std::uint64_t fields = 0;             ///< of these
  std::uint64_t passing = 0;            ///< keys that had to stay as they were
  std::uint64_t grown_keys = 0;         ///< string keys of these whose counter has grown
  Int128 growth_of_keys = 0;
  std::uint64_t added_keys = 0;  ///< with `ignore_added`
  std::uint64_t expired = 0;     ///< keys and fields gone, as the options allow
  std::vector<Rule> rules;
  std::vector<Database> databases;  ///< by number
  std::uint64_t spilled_bytes = 0;
};

class Verifier {
 public:
  explicit Verifier(VerifyOptions options);
  ~Verifier();

  /// Takes the dump before; anew for each reading.
  EventSink& source();
  /// Takes the dump after. Read the source to its end before.
  EventSink& result();
  /// The same from a stream of commands (`result_is_commands`), as RespWriter writes it. Before the
  /// source: it shows what can be wanted of streams. The decoders are for what RESTORE carries.
  /// Throws also `CorruptInput`, and `Unsupported` for other commands.
  void read_commands(Source& commands, SpoolFactory& spools, const ValueDecoderFactory& decoders);
  /// When both were read: whether both have to be read once more.
  bool must_read_again();
  /// Compares; once, when both were read as often as they must be.
  Verification finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rdb
