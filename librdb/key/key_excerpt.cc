#include "librdb/key/key_excerpt.h"

namespace rdb {

KeyExcerpt::KeyExcerpt(const SplitKey& split, std::size_t room) : parts_(split.parts) {
  static_assert(kMostParts <= 32, "a bit for each part");
  for (std::uint32_t i = 0; i < parts_; ++i) {
    if (i != 0) text_ += split.separator(i - 1);
    begin_[i] = static_cast<std::uint32_t>(text_.size());
    const Bytes part = split.part(i);
    if (part.size() <= room) {
      room -= part.size();
      text_ += part;
    } else {
      left_out_ |= std::uint32_t{1} << i;
    }
  }
  begin_[parts_] = static_cast<std::uint32_t>(text_.size()) + 1;
}

SplitKey KeyExcerpt::split() const {
  SplitKey split;
  split.key = text_;
  split.parts = parts_;
  split.begin = begin_;
  return split;
}

}  // namespace rdb
