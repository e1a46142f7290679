// The counted spool: an output whose bytes are kept until what stands before them is known.
//
//   SpooledOutput spooled(spools);
//   strings.write(spooled.out(), field); …
//   write_length(out, pairs);
//   write_all(out, spooled.replay());
//   spooled.clear();                          // ready for the next value
//
// Holds an output buffer (256 KiB) and a spool.
#pragma once
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/output_buffer.h"

namespace rdb {

/// A spool as the sink of an OutputBuffer, which may only be cleared as a whole.
class SpoolSink final : public ByteSink {
 public:
  explicit SpoolSink(std::unique_ptr<Spool> spool) : spool_(std::move(spool)) {}
  Spool& spool() { return *spool_; }
  void write(Bytes bytes) override { spool_->append(bytes); }
  bool seekable() const override { return true; }  // as far as clear() needs it
  void patch(std::uint64_t, Bytes) override;
  void truncate(std::uint64_t size) override;
  std::uint64_t size() const override { return spool_->size(); }
  void close() override {}

 private:
  std::unique_ptr<Spool> spool_;
};

class SpooledOutput {
 public:
  explicit SpooledOutput(SpoolFactory& spools) : sink_(spools.make()), out_(sink_) {}

  /// Where to write. The reference lives as long as this object.
  OutputBuffer& out() { return out_; }
  std::uint64_t size() const { return out_.size(); }
  /// A pass over all that was written; nothing may be written until `clear()`. The stream lives
  /// until the next `replay()` or `clear()`.
  ByteStream& replay() {
    out_.flush();
    return sink_.spool().replay();
  }
  void clear() {
    out_.rollback({});
    sink_.spool().clear();  // also when nothing had been written: it may have been replayed
  }

 private:
  SpoolSink sink_;
  OutputBuffer out_;
};

}  // namespace rdb
