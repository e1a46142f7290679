// What a regroup did: counts, reasons, sums.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

/// Sums of int64 counters: 2^64 of them fit.
__extension__ typedef __int128 Int128;

/// Decimal text.
std::string to_decimal(Int128 value);

/// Plain numbers; JSON and text are the tools' business.
struct RegroupStats {
  /// Why a key was not regrouped.
  enum class Reason : std::uint8_t {
    type,       ///< not a string
    parts,      ///< the key does not match the pattern
    ambiguous,  ///< a part holds the byte that ends it in the new key
    value,      ///< not an integer (`Values::integers` only)
    expiry,     ///< has one (`GroupTtl::leave` only)
    expired,    ///< had expired at `now_ms`
    own_name,   ///< could itself be a new key (`GroupTtl::same` only)
    metadata,   ///< carries KEY_META, which a field cannot have
    disagree,   ///< its group's expiries differ (`GroupTtl::same` only)
  };
  static constexpr std::size_t kReasons = 9;
  /// "type", "parts", …: a word for machines. Static storage.
  static Bytes name_of(Reason reason);

  struct Unmatched {
    std::uint64_t keys = 0;
    OwnedBytes sample;  ///< the first such key
  };

  struct Rule {
    std::string name;
    std::uint64_t matched = 0;     ///< became fields
    std::uint64_t given_back = 0;  ///< `Reason::disagree`
    bool is_shadowed = false;      ///< keys it would have taken went to an earlier rule
  };

  std::vector<Rule> rules;
  std::uint64_t keys = 0;                     ///< read
  std::uint64_t strings = 0;                  ///< of them
  std::uint64_t matched = 0;                  ///< became fields
  std::array<Unmatched, kReasons> unmatched;  ///< by Reason; the rest of `keys`
  std::uint64_t dropped = 0;                  ///< of the unmatched (`Rest::drop`)

  std::uint64_t hashes = 0;     ///< groups written
  std::uint64_t fields = 0;     ///< in them
  std::uint64_t conflicts = 0;  ///< fields given twice; decided by `on_conflict`
  /// Keys that could have been under a new name and were held for it: hashes that a group went
  /// into, and keys that left as they came.
  std::uint64_t united = 0;
  std::uint64_t untouched = 0;

  /// Of integer values, in = out + discarded: of all regrouped keys, and of existing hashes that
  /// groups were united with.
  Int128 sum_in = 0;
  Int128 sum_out = 0;
  Int128 sum_discarded = 0;

  /// Keys that expire with their hash at another time than their own (`GroupTtl::min`, `max`,
  /// `same` with a tolerance), by how much at most, and keys that no longer expire at all because
  /// one of their hash does not (`max`).
  std::uint64_t expiry_shifted = 0;
  std::uint64_t longest_shift_ms = 0;
  std::uint64_t expiry_lost = 0;

  std::uint64_t spilled_bytes = 0;  ///< written to temporary files
  std::uint64_t memory_peak = 0;    ///< bytes held at most
  std::string warning;              ///< for people, empty if all is well

  Unmatched& of(Reason reason) { return unmatched[static_cast<std::size_t>(reason)]; }
  const Unmatched& of(Reason reason) const { return unmatched[static_cast<std::size_t>(reason)]; }
  /// The commonest reasons first, each with its count and a sample key, for messages.
  std::string reasons_text() const;
};

}  // namespace rdb
