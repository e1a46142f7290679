#include "librdb/memory/packed_sizes.h"

namespace rdb {
namespace {

std::uint64_t integer_bytes(std::int64_t value) {
  const auto fits = [value](int bits) {
    const std::int64_t most = (std::int64_t{1} << (bits - 1)) - 1;
    return value >= ~most && value <= most;
  };
  if (value >= 0 && value <= 12) return 1;
  if (fits(8)) return 2;
  if (fits(16)) return 3;
  if (fits(24)) return 4;
  return fits(32) ? 5 : 9;
}

}  // namespace

std::uint64_t ziplist_entry_bytes(const StringMeasure& element) {
  if (element.is_integer()) return integer_bytes(element.as_integer());
  const std::uint64_t length = element.length();
  return (length < 64 ? 1 : length < 16384 ? 2 : 5) + length;
}

void ZiplistSize::add(const StringMeasure& element) {
  constexpr std::uint64_t kLongSize = 254;
  last_ = (last_ < kLongSize ? 1 : 5) + ziplist_entry_bytes(element);
  bytes_ += last_;
}

}  // namespace rdb
