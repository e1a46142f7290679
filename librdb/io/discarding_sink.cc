#include <algorithm>

#include "librdb/io/byte_sink.h"

namespace rdb {
namespace {

class DiscardingSink final : public ByteSink {
 public:
  void write(Bytes bytes) override { size_ += bytes.size(); }
  bool seekable() const override { return true; }
  void patch(std::uint64_t, Bytes) override {}
  void truncate(std::uint64_t size) override { size_ = std::min(size_, size); }
  std::uint64_t size() const override { return size_; }
  void close() override {}

 private:
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSink> make_discarding_sink() { return std::make_unique<DiscardingSink>(); }

}  // namespace rdb
