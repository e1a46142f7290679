// A run of bytes that is read once, front to back, in pieces of the producer's choosing.
//
//   for (Bytes part = stream.next(); !part.empty(); part = stream.next()) out.write(part);
#pragma once
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

/// Single pass. A piece lives until the next call of `next()` or the end of the stream's owner's
/// call, whichever comes first. What is not pulled is skipped by the producer.
class ByteStream {
 public:
  /// The next piece, never empty before the end; empty at the end and from then on. May throw
  /// `CorruptInput` or `IoError`.
  virtual Bytes next() = 0;

 protected:
  ByteStream() = default;
  ByteStream(const ByteStream&) = default;
  ByteStream& operator=(const ByteStream&) = default;
  ~ByteStream() = default;
};

/// A stream over bytes in memory, handed out as one piece. The bytes must outlive it.
class MemoryStream final : public ByteStream {
 public:
  explicit MemoryStream(Bytes bytes) : rest_(bytes) {}
  Bytes next() override {
    const Bytes piece = rest_;
    rest_ = {};
    return piece;
  }

 private:
  Bytes rest_;
};

}  // namespace rdb
