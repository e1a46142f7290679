#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"

namespace rdb {
namespace {

class HeldSink final : public ByteSink {
 public:
  HeldSink(std::unique_ptr<ByteSink> inner, std::unique_ptr<Spool> spool)
      : inner_(std::move(inner)), spool_(std::move(spool)) {}

  void write(Bytes bytes) override { spool_->append(bytes); }
  bool seekable() const override { return false; }
  void patch(std::uint64_t, Bytes) override { throw IoError("change held output", ESPIPE); }
  void truncate(std::uint64_t) override { throw IoError("take back held output", ESPIPE); }
  std::uint64_t size() const override { return spool_->size(); }
  void sync() override {
    if (is_passed_on_) return;
    ByteStream& held = spool_->replay();
    for (Bytes part = held.next(); !part.empty(); part = held.next()) inner_->write(part);
    inner_->sync();
    is_passed_on_ = true;
  }
  void close() override {
    sync();
    inner_->close();
  }

 private:
  std::unique_ptr<ByteSink> inner_;
  std::unique_ptr<Spool> spool_;
  bool is_passed_on_ = false;
};

}  // namespace

std::unique_ptr<ByteSink> hold_back(std::unique_ptr<ByteSink> inner, std::unique_ptr<Spool> spool) {
  return std::make_unique<HeldSink>(std::move(inner), std::move(spool));
}

}  // namespace rdb
