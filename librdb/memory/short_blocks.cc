#include "librdb/memory/short_blocks.h"

#include "librdb/memory/hash_table_memory.h"

namespace rdb {

ShortBlocks::ShortBlocks(const ServerProfile& profile) : profile_(profile) {
  for (std::size_t length = 0; length < kMostShortString; ++length) {
    texts_[length] = static_cast<std::uint16_t>(profile_.sds_bytes(length));
  }
}

std::uint64_t ShortBlocks::of_texts(std::span<const ShortElement> elements) const {
  std::uint64_t bytes = 0;
  for (const ShortElement& element : elements) bytes += texts_[element.length()];
  return bytes;
}

std::uint64_t ShortBlocks::of_pairs(std::span<const ShortElement> elements) {
  if (pairs_ == nullptr) measure_pairs();
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i + 1 < elements.size(); i += 2) {
    bytes += (*pairs_)[elements[i].length()][elements[i + 1].length()];
  }
  return bytes;
}

void ShortBlocks::measure_pairs() {
  pairs_ = std::make_unique<std::array<Row, kMostShortString>>();
  for (std::size_t field = 0; field < kMostShortString; ++field) {
    for (std::size_t value = 0; value < kMostShortString; ++value) {
      (*pairs_)[field][value] =
          static_cast<std::uint16_t>(pair_block_bytes(profile_, field, value, false));
    }
  }
}

}  // namespace rdb
