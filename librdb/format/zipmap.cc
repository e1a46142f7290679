#include "librdb/format/zipmap.h"

#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr unsigned char kEnd = 0xff;
constexpr unsigned char kLongLength = 254;  // opens a length of four bytes
constexpr unsigned char kUnstatedCount = 254;

[[noreturn]] void corrupt(const char* reason) { throw CorruptInput(reason); }

}  // namespace

std::uint64_t decode_zipmap_head(Bytes first) {
  const auto pairs = static_cast<unsigned char>(first.front());
  return pairs == kUnstatedCount ? kUnknownCount : std::uint64_t{2} * pairs;
}

ZipmapCursor::ZipmapCursor(Bytes blob) {
  if (blob.size() < 2) corrupt("too few bytes for a zipmap");
  if (static_cast<unsigned char>(blob.back()) != kEnd) corrupt("a zipmap lacks its end mark");
  at_ = blob.data() + kZipmapHeadBytes;
  end_ = blob.data() + blob.size() - 1;
  stated_ = static_cast<std::uint8_t>(blob.front());
}

std::uint64_t ZipmapCursor::count() const {
  return stated_ == kUnstatedCount ? kUnknownCount : std::uint64_t{2} * stated_;
}

bool ZipmapCursor::finished() const {
  if (walked_ % 2 != 0) corrupt("a zipmap ends behind a field");
  if (walked_ == 0) corrupt("a zipmap without a field");
  if (stated_ != kUnstatedCount && std::uint64_t{2} * stated_ != walked_) {
    throw CorruptInput("a zipmap of " + std::to_string(walked_ / 2) + " fields states " +
                       std::to_string(stated_));
  }
  return false;
}

// Requires: at_ < end_.
std::uint64_t ZipmapCursor::take_length() {
  const auto first = static_cast<unsigned char>(*at_);
  if (first == kEnd) corrupt("an end mark within a zipmap");
  if (first < kLongLength) {
    ++at_;
    return first;
  }
  if (end_ - at_ < 5) corrupt("a zipmap ends within a length");
  const std::uint64_t length = load_le<std::uint32_t>(at_ + 1);
  at_ += 5;
  return length;
}

bool ZipmapCursor::next(PackedValue& value) {
  if (at_ == end_) return finished();
  const std::uint64_t length = take_length();
  std::uint64_t unused = 0;  // bytes behind a value
  if (walked_ % 2 != 0) {
    if (at_ == end_) corrupt("a zipmap ends within a value");
    unused = static_cast<unsigned char>(*at_++);
  }
  if (static_cast<std::uint64_t>(end_ - at_) < length + unused) {
    corrupt("an entry reaches beyond its zipmap");
  }
  value = {false, 0, {at_, length}};
  at_ += length + unused;
  ++walked_;
  return true;
}

}  // namespace rdb
