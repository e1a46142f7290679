// A stream of known or unknown length as a Source, for parsing what lies in a spool.
#pragma once
#include <algorithm>
#include <string>

#include "librdb/base/byte_stream.h"
#include "librdb/base/types.h"
#include "librdb/io/source.h"

namespace rdb {

class StreamSource final : public Source {
 public:
  /// The stream must outlive it; `size` may be `kUnknownSize`.
  StreamSource(ByteStream& stream, std::uint64_t size) : stream_(stream), size_(size) {}

  std::size_t read(char* to, std::size_t size) override {
    if (piece_.empty()) piece_ = stream_.next();
    const std::size_t got = piece_.copy(to, size);
    piece_.remove_prefix(got);
    position_ += got;
    return got;
  }
  std::uint64_t bytes_left() const override {
    return size_ == kUnknownSize ? kUnknown : size_ - std::min(size_, position_);
  }
  std::uint64_t position() const override { return position_; }
  std::uint64_t length() const override { return size_; }
  const std::string& name() const override { return name_; }

 private:
  ByteStream& stream_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
  Bytes piece_;
  std::string name_;
};

}  // namespace rdb
