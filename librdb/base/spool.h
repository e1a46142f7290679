// Somewhere to put bytes whose number is not known yet, so that they can be read again.
//
// A count or a length that must stand before its bytes, a streamed value that two sinks want: both
// are written to a spool first. Interface here, so that floors below I/O can use one; the one that
// goes from memory to an unlinked temporary file is io/temp_spool.h.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/byte_stream.h"

namespace rdb {

class Spool {
 public:
  virtual ~Spool() = default;
  /// Adds a copy of the bytes. Not allowed once `replay()` was called, until `clear()`.
  virtual void append(Bytes bytes) = 0;
  /// Bytes appended since the last `clear()`.
  virtual std::uint64_t size() const = 0;
  /// A fresh pass over all that was appended; the reference lives until the next call of `replay()`
  /// or `clear()`.
  virtual ByteStream& replay() = 0;
  /// Forgets the content, keeps the buffer for reuse.
  virtual void clear() = 0;
};

/// Makes spools. Whoever builds a pipeline owns one and passes it to the parts that need it.
class SpoolFactory {
 public:
  virtual ~SpoolFactory() = default;
  virtual std::unique_ptr<Spool> make() = 0;
};

/// Appends everything that is left of a stream.
inline void append_all(Spool& spool, ByteStream& stream) {
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) spool.append(part);
}

}  // namespace rdb
