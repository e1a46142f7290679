// The buffer between a writer of small pieces and a ByteSink, with the checksum kept per flush.
//
//   OutputBuffer out(sink, OutputBuffer::Checksum::crc64);
//   char* p = out.reserve(9); … out.advance(n);        // or out.append(bytes)
//   const auto mark = out.mark(); … out.rollback(mark); // undo what a damaged record wrote
//   out.flush();
//
// Holds `kOutputBufferBytes` (256 KiB) and nothing else.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>

#include "librdb/base/bytes.h"
#include "librdb/io/byte_sink.h"

namespace rdb {

inline constexpr std::size_t kOutputBufferBytes = std::size_t{256} << 10;

class OutputBuffer {
 public:
  enum class Checksum : bool { none, crc64 };
  /// `sink` must outlive the buffer.
  explicit OutputBuffer(ByteSink& sink, Checksum checksum = Checksum::none);

  void append(Bytes bytes) {
    if (bytes.size() > room()) return append_slowly(bytes);
    std::memcpy(buffer_.get() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
  }
  void append(char byte) {
    if (room() == 0) flush();
    buffer_[used_++] = byte;
  }
  /// Room for `n` bytes in place. Requires: n <= kOutputBufferBytes.
  char* reserve(std::size_t n) {
    if (n > room()) flush();
    return buffer_.get() + used_;
  }
  /// `n` of the reserved bytes were filled.
  void advance(std::size_t n) { used_ += n; }

  /// Bytes appended so far, flushed or not.
  std::uint64_t size() const { return flushed_ + used_; }
  /// Hands everything to the sink.
  void flush();
  /// CRC-64 of all bytes so far; flushes. Requires: Checksum::crc64.
  std::uint64_t crc();

  /// A place to return to. One at a time: a later mark replaces it. The first is taken at the
  /// start: `rollback({})` is allowed as long as `mark()` was not called.
  struct Mark {
    std::uint64_t size = 0;
  };
  Mark mark();
  /// Forgets what was appended since the mark. If some of it has left for a sink that is not
  /// seekable it throws `IoError`.
  void rollback(Mark mark);
  /// Overwrites `old_bytes`, appended earlier at `offset` (of size()), by as many `new_bytes`,
  /// flushed or not, and keeps the checksum right; the old ones are asked for because a sink cannot
  /// be read back. Requires: both of one size, and what has left the buffer went to a seekable
  /// sink. O(bytes + log of what follows them). Throws `IoError`.
  void patch(std::uint64_t offset, Bytes old_bytes, Bytes new_bytes);

 private:
  std::size_t room() const { return kOutputBufferBytes - used_; }
  void append_slowly(Bytes bytes);
  void hand_on(Bytes bytes);

  ByteSink& sink_;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  std::uint64_t flushed_ = 0;   // bytes handed to the sink
  std::uint64_t crc_ = 0;       // of those
  std::uint64_t mark_ = 0;      // size at the last mark
  std::uint64_t mark_crc_ = 0;  // CRC up to there, once it was flushed
  Checksum checksum_;
};

}  // namespace rdb
