// Short keys in a row, cut and hashed many at once.
//
//   rdb::KeyRun run;
//   while (run.count < rdb::KeyRun::kMost && …) run.add(key);
//   run.cut(':', slack);
//   run.keys[3].parts, run.hashes_of(run.keys[3])[1]        // as split_key() says it
//
// Nearly all keys of a dump are short and have one kind of separator. These are cut by masks, and
// their parts hashed in loops over all of them, so that no key waits for the one before.
// See ShapeFinder::add() for what they are good for.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "librdb/key/split_key.h"

namespace rdb {

struct RunKey {
  Bytes key;
  /// Bit i is set where a part ends at byte i and another follows; 0: it is no usual key, and the
  /// fields below are not set.
  std::uint64_t ends;
  std::uint32_t parts;
  std::uint32_t first_hash;  ///< where its hashes begin
  // Set by ShapeFinder::add():
  std::uint32_t stratum;  ///< or kNone
  std::uint64_t sum;      ///< as SplitKey::sum

  /// O(i). Requires: ends != 0, i < parts.
  Bytes part(std::size_t i) const {
    std::uint64_t rest = ends;
    std::size_t begin = 0;
    for (; i > 0; --i, rest &= rest - 1) begin = first_of(rest) + 1;
    return {key.data() + begin, (rest != 0 ? first_of(rest) : key.size()) - begin};
  }

 private:
  static std::size_t first_of(std::uint64_t bits) {
    return static_cast<std::size_t>(std::countr_zero(bits));
  }
};

class KeyRun {
 public:
  static constexpr std::size_t kMost = 32;
  /// Words behind the hashes of any key that may be read, whatever they are.
  static constexpr std::size_t kSlack = 3;

  /// Of which the first `count` are set.
  std::array<RunKey, kMost> keys;
  std::size_t count = 0;

  /// Requires: count < kMost.
  void add(Bytes key) { keys[count++].key = key; }
  /// Cuts all that have `separator` and no other. `slack`: as Entry::key_slack. O(length).
  void cut(char separator, std::size_t slack);
  char separator() const { return separator_; }
  /// As SplitKey::hash.
  const std::uint64_t* hashes_of(const RunKey& key) const { return &hashes_[key.first_hash]; }

 private:
  char separator_ = ':';
  std::array<std::uint64_t, kMost * kMostParts + kSlack> hashes_{};
};

}  // namespace rdb
