#include "librdb/format/intset.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Requires: `width` (2, 4 or 8) bytes are readable.
std::int64_t load_signed(const char* p, std::uint32_t width) {
  switch (width) {
    case 2:
      return static_cast<std::int16_t>(load_le<std::uint16_t>(p));
    case 4:
      return static_cast<std::int32_t>(load_le<std::uint32_t>(p));
    default:
      return static_cast<std::int64_t>(load_le<std::uint64_t>(p));
  }
}

}  // namespace

std::uint64_t decode_intset_head(Bytes first) { return load_le<std::uint32_t>(first.data() + 4); }

IntsetCursor::IntsetCursor(Bytes blob) {
  if (blob.size() < kIntsetHeadBytes) throw CorruptInput("too few bytes for an intset");
  width_ = load_le<std::uint32_t>(blob.data());
  count_ = decode_intset_head(blob);
  if (width_ != 2 && width_ != 4 && width_ != 8) {
    throw CorruptInput("an intset with integers of " + std::to_string(width_) + " bytes");
  }
  if (blob.size() - kIntsetHeadBytes != count_ * width_) {
    throw CorruptInput("an intset of " + std::to_string(blob.size()) + " bytes states " +
                       std::to_string(count_) + " integers of " + std::to_string(width_));
  }
  if (count_ == 0) throw CorruptInput("an intset without a member");
  at_ = blob.data() + kIntsetHeadBytes;
  end_ = blob.data() + blob.size();
}

bool IntsetCursor::next(PackedValue& value) {
  if (at_ == end_) return false;
  const std::int64_t member = load_signed(at_, width_);
  if (any_ && member <= last_) throw CorruptInput("the members of an intset do not ascend");
  value = {true, member, {}};
  last_ = member;
  any_ = true;
  at_ += width_;
  return true;
}

void append_intset(OwnedBytes& out, std::span<const std::int64_t> members) {
  std::uint32_t width = 2;
  for (const std::int64_t end : {members.front(), members.back()}) {  // the extremes
    if (end != static_cast<std::int16_t>(end)) width = std::max(width, std::uint32_t{4});
    if (end != static_cast<std::int32_t>(end)) width = 8;
  }
  const std::size_t head = out.size();
  out.resize(head + kIntsetHeadBytes + members.size() * width);
  char* to = out.data() + head;
  store_le(to, width);
  store_le(to + 4, static_cast<std::uint32_t>(members.size()));
  to += kIntsetHeadBytes;
  for (const std::int64_t member : members) {
    char bytes[8];
    store_le(bytes, static_cast<std::uint64_t>(member));
    std::memcpy(to, bytes, width);
    to += width;
  }
}

}  // namespace rdb
