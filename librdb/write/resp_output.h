// RESP arrays of bulk strings, the form in which clients send commands.
//
//   RespOutput resp(sink);
//   resp.array(3);
//   resp.bulk("SET"); resp.bulk(key); resp.bulk(value);   // a payload of any kind
//
// Bytes are arbitrary. Holds the output buffer (256 KiB).
#pragma once
#include <array>
#include <cstdint>
#include <cstring>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/integer_text.h"
#include "librdb/event/payload.h"
#include "librdb/io/output_buffer.h"

namespace rdb {

/// In-place forms, for callers that have made room. Each returns the first byte behind.
namespace resp {

inline constexpr std::size_t kMaxDigits = 20;
/// "$" length "\r\n", or "*" likewise.
inline constexpr std::size_t kMaxHeaderBytes = 1 + kMaxDigits + 2;
/// Around the bytes of a bulk: header and closing "\r\n".
inline constexpr std::size_t kBulkOverhead = kMaxHeaderBytes + 2;
inline constexpr std::size_t kMaxIntegerBulk = kBulkOverhead + kMaxDigits;

/// The header of a short bulk, copied ready-made: "$127\r\n".
struct ReadyHeader {
  char text[7] = {};
  std::uint8_t size = 0;
  constexpr void add(char c) { text[size++] = c; }
};

template <std::size_t kCount>
constexpr std::array<ReadyHeader, kCount> make_headers() {
  std::array<ReadyHeader, kCount> all{};
  for (unsigned n = 0; n < kCount; ++n) {
    all[n].add('$');
    if (n >= 100) all[n].add(static_cast<char>('0' + n / 100));
    if (n >= 10) all[n].add(static_cast<char>('0' + n / 10 % 10));
    all[n].add(static_cast<char>('0' + n % 10));
    all[n].add('\r'), all[n].add('\n');
  }
  return all;
}
inline constexpr auto kReadyHeaders = make_headers<128>();

char* put_long_header(char* p, char mark, std::uint64_t value);
char* put_long_integer_bulk(char* p, std::int64_t value);

inline char* put_array_header(char* p, std::uint64_t count) {
  return put_long_header(p, '*', count);
}
inline char* put_bulk_header(char* p, std::uint64_t size) {
  if (size >= kReadyHeaders.size()) return put_long_header(p, '$', size);
  const ReadyHeader& header = kReadyHeaders[size];
  std::memcpy(p, header.text, sizeof header.text);
  return p + header.size;
}
inline char* put_end(char* p) {
  std::memcpy(p, "\r\n", 2);
  return p + 2;
}
/// Requires: kMaxIntegerBulk bytes at `p`, what is behind the bulk is overwritten.
[[gnu::always_inline]] inline char* put_integer_bulk(char* p, std::int64_t value) {
  if (static_cast<std::uint64_t>(value) >= decimal::kEightDigits) [[unlikely]]
    return put_long_integer_bulk(p, value);
  const auto [text, size] = decimal::short_text(static_cast<std::uint32_t>(value));
  constexpr std::uint32_t kHeader = '$' | '0' << 8 | '\r' << 16 | '\n' << 24;
  store_le(p, kHeader + (size << 8));
  store_le(p + 4, text);
  return put_end(p + 4 + size);
}
/// Copies without a call for the sizes keys and small values have.
inline char* put_bytes(char* p, Bytes bytes) {
  constexpr std::size_t kStep = 16;
  const std::size_t n = bytes.size();
  if (n < kStep || n > 8 * kStep) {
    std::memcpy(p, bytes.data(), n);
    return p + n;
  }
  for (std::size_t i = 0; i + kStep < n; i += kStep) std::memcpy(p + i, bytes.data() + i, kStep);
  std::memcpy(p + n - kStep, bytes.data() + n - kStep, kStep);
  return p + n;
}
inline char* put_bulk(char* p, Bytes bytes) {
  return put_end(put_bytes(put_bulk_header(p, bytes.size()), bytes));
}

}  // namespace resp

class RespOutput {
 public:
  explicit RespOutput(ByteSink& sink) : out_(sink) {}

  void array(std::uint64_t count);
  void bulk(Bytes bytes);
  void bulk(std::int64_t value);
  /// A bulk whose bytes the caller appends to `out()`, followed by `end_bulk()`.
  void begin_bulk(std::uint64_t size);
  void end_bulk() { out_.append(Bytes("\r\n", 2)); }
  /// A bulk of a stream of known size. Throws `CorruptInput` if it is not as long as it said.
  void bulk(ByteStream& stream, std::uint64_t size);

  OutputBuffer& out() { return out_; }

 private:
  OutputBuffer out_;
};

}  // namespace rdb
