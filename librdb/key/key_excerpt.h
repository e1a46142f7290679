// What is kept of a key that is too long to be kept whole: the separators, and those parts that
// have room, from the front on.
//
//   rdb::KeyExcerpt excerpt(split, 256);
//   excerpt.has(1)                  // whether part 1 is there
//   excerpt.split().part(1)         // its text; empty if it is not
#pragma once
#include "librdb/key/split_key.h"

namespace rdb {

class KeyExcerpt {
 public:
  /// Requires: split_key() cut the key. `room`: bytes of the parts that are kept.
  KeyExcerpt(const SplitKey& split, std::size_t room);

  bool has(std::size_t part) const { return (left_out_ >> part & 1) == 0; }
  /// Sets `key`, `parts` and `begin` of it, views into this.
  SplitKey split() const;

 private:
  OwnedBytes text_;
  std::array<std::uint32_t, kMostParts + 1> begin_{};
  std::uint32_t parts_;
  std::uint32_t left_out_ = 0;  // bit i: part i
};

}  // namespace rdb
