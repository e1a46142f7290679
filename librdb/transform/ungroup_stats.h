// What an ungroup did: counts, reasons, sums.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

/// Plain numbers. Of keys: read = ungrouped + those of all reasons; of integers: in = out.
struct UngroupStats {
  /// Why a key was not taken apart.
  enum class Reason : std::uint8_t {
    type,      ///< not a hash
    name,      ///< its key is not one that a rule makes
    value,     ///< a hash with a value that is not an integer (`Values::integers` only)
    field,     ///< a hash with a field that cannot have stood in a key of the pattern
    metadata,  ///< a hash that carries KEY_META
    empty,     ///< a hash without fields would be gone without a trace
  };
  static constexpr std::size_t kReasons = 6;
  /// "type", "name", …: a word for machines. Static storage.
  static Bytes name_of(Reason reason);
  /// The same for people.
  static const char* explained(Reason reason);

  struct Kept {
    std::uint64_t keys = 0;
    OwnedBytes sample;  ///< the first such key
  };
  struct Rule {
    std::string name;
    std::uint64_t hashes = 0;  ///< taken apart
    std::uint64_t keys = 0;    ///< made of them
  };

  std::vector<Rule> rules;
  std::uint64_t keys = 0;       ///< read
  std::uint64_t hashes = 0;     ///< of them
  std::uint64_t ungrouped = 0;  ///< hashes taken apart
  std::uint64_t made = 0;       ///< flat keys written for their fields
  std::uint64_t expiring = 0;   ///< of these, with an expiry of the field or of the hash
  std::array<Kept, kReasons> kept;
  /// Hashes taken apart whose key a later rule could have made as well.
  Kept ambiguous;
  Int128 sum_in = 0;   ///< integers in the hashes taken apart
  Int128 sum_out = 0;  ///< integers in the flat keys

  std::uint64_t spilled_bytes = 0;  ///< written to temporary files for the search for clashes
  std::string warning;              ///< for people, empty if all is well

  Kept& of(Reason reason) { return kept[static_cast<std::size_t>(reason)]; }
  const Kept& of(Reason reason) const { return kept[static_cast<std::size_t>(reason)]; }
  /// The reasons with their counts and sample keys, for messages; the commonest first.
  std::string reasons_text() const;
};

}  // namespace rdb
