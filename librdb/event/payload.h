// A value's bytes: an integer, a whole view, or a stream that is read once.
#pragma once
#include <cassert>
#include <cstdint>

#include "librdb/base/byte_stream.h"
#include "librdb/base/bytes.h"
#include "librdb/base/spool.h"
#include "librdb/base/types.h"

namespace rdb {

/// The bytes of a string, list item, hash value or serialized value.
///
///   if (value.is_integer()) use(value.as_integer());        // stored as int8/16/32 or packed int
///   else if (value.is_whole()) use(value.as_view());        // the usual case
///   else for (Bytes part; !(part = value.parts().next()).empty();) use(part);
///
/// A stream appears only for what is larger than the reader's window; it is single-pass, and what
/// is not pulled the producer skips. Lifetime: until the `on()` that received it returns.
class Payload {
 public:
  Payload() : data_(nullptr) {}
  static Payload integer(std::int64_t value) { return Payload(value); }
  static Payload view(Bytes bytes) { return Payload(bytes); }
  /// `size` may be `kUnknownSize`. The stream must outlive the payload.
  static Payload stream(ByteStream& stream, std::uint64_t size) { return Payload(stream, size); }
  Payload(const Payload&) = delete;  // borrowed: what must be kept is copied into OwnedBytes
  Payload& operator=(const Payload&) = delete;

  bool is_integer() const { return kind_ == Kind::integer; }
  /// True for integers and views: everything is at hand.
  bool is_whole() const { return kind_ != Kind::stream; }
  bool is_stream() const { return kind_ == Kind::stream; }
  /// Requires: is_integer().
  std::int64_t as_integer() const {
    assert(is_integer());
    return integer_;
  }
  /// Requires: neither integer nor stream.
  Bytes as_view() const {
    assert(kind_ == Kind::view);
    return {data_, static_cast<std::size_t>(size_)};
  }
  /// Requires: is_stream().
  ByteStream& parts() const {
    assert(is_stream());
    return *stream_;
  }
  /// Length in bytes of a view or stream (a stream's may be `kUnknownSize`); 0 for an integer.
  std::uint64_t size() const { return size_; }

 private:
  enum class Kind : std::uint8_t { integer, view, stream };
  explicit Payload(std::int64_t value) : integer_(value), kind_(Kind::integer) {}
  explicit Payload(Bytes bytes) : data_(bytes.data()), size_(bytes.size()) {}
  Payload(ByteStream& stream, std::uint64_t size)
      : stream_(&stream), size_(size), kind_(Kind::stream) {}

  // Small on purpose: two are built for every string.
  union {
    const char* data_;
    std::int64_t integer_;
    ByteStream* stream_;
  };
  std::uint64_t size_ = 0;
  Kind kind_ = Kind::view;
};

/// The payload's bytes, integers as decimal text, in memory of the caller's. Reads a stream to its
/// end; throws `LimitExceeded` when more than `at_most` bytes come.
OwnedBytes to_owned(const Payload& payload, std::uint64_t at_most);

/// The integer a server would hold for this payload, however it is encoded; no value for a stream.
bool integer_of(const Payload& payload, std::int64_t& value);

}  // namespace rdb
