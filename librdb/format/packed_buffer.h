// The growing buffer behind the builders of packed blobs.
//
// A string that is used as raw room: appending writes straight to it, and the end mark can be put
// behind the entries without being counted, so that more may follow it.
#pragma once
#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "librdb/base/bytes.h"
#include "librdb/format/packed_value.h"

namespace rdb {

class PackedBuffer {
 public:
  /// Forgets the content, keeps the room; the first `head_bytes` bytes are the caller's to fill.
  void clear(std::size_t head_bytes) {
    used_ = 0;
    room(head_bytes);
    used_ = head_bytes;
  }
  /// Room for `bytes` more; `advance()` says how many were used. Throws std::length_error when the
  /// blob would pass the size that servers load.
  char* room(std::size_t bytes) {
    if (room_.size() - used_ <= bytes) grow(bytes);
    return room_.data() + used_;
  }
  void advance(std::size_t bytes) { used_ += bytes; }
  char* data() { return room_.data(); }
  std::size_t used() const { return used_; }
  /// All bytes and an FF behind them; lives until the next call of `room()` or `clear()`.
  Bytes with_end_mark() {
    *room(1) = static_cast<char>(0xff);
    return {room_.data(), used_ + 1};
  }

 private:
  void grow(std::size_t bytes) {
    if (bytes >= kMaxPackedBytes || used_ + bytes >= kMaxPackedBytes) {
      throw std::length_error("a packed blob would pass the size that servers load");
    }
    room_.resize(std::max({2 * room_.size(), used_ + bytes + 1, std::size_t{256}}));
  }

  OwnedBytes room_;
  std::size_t used_ = 0;
};

}  // namespace rdb
