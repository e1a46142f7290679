#include "librdb/write/resp_output.h"

#include <charconv>

#include "librdb/base/errors.h"

namespace rdb {
namespace resp {
namespace {

unsigned digits_of(std::uint64_t value) {
  unsigned digits = 1;
  for (; value >= 10000; value /= 10000) digits += 4;
  return digits + (value >= 10) + (value >= 100) + (value >= 1000);
}

char* put_unsigned(char* p, std::uint64_t value) {
  return std::to_chars(p, p + kMaxDigits, value).ptr;
}

}  // namespace

char* put_long_header(char* p, char mark, std::uint64_t value) {
  *p = mark;
  return put_end(put_unsigned(p + 1, value));
}

char* put_long_integer_bulk(char* p, std::int64_t value) {
  const bool negative = value < 0;
  const std::uint64_t magnitude =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  p = put_bulk_header(p, digits_of(magnitude) + (negative ? 1 : 0));
  if (negative) *p++ = '-';
  return put_end(put_unsigned(p, magnitude));
}

}  // namespace resp

void RespOutput::array(std::uint64_t count) {
  char* p = out_.reserve(resp::kMaxHeaderBytes);
  out_.advance(static_cast<std::size_t>(resp::put_array_header(p, count) - p));
}

void RespOutput::begin_bulk(std::uint64_t size) {
  char* p = out_.reserve(resp::kMaxHeaderBytes);
  out_.advance(static_cast<std::size_t>(resp::put_bulk_header(p, size) - p));
}

void RespOutput::bulk(Bytes bytes) {
  begin_bulk(bytes.size());
  out_.append(bytes);
  end_bulk();
}

void RespOutput::bulk(std::int64_t value) {
  char* p = out_.reserve(resp::kMaxIntegerBulk);
  out_.advance(static_cast<std::size_t>(resp::put_integer_bulk(p, value) - p));
}

void RespOutput::bulk(ByteStream& stream, std::uint64_t size) {
  begin_bulk(size);
  std::uint64_t came = 0;
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) {
    came += part.size();
    if (came > size) break;  // the bulk must not run into the next command
    out_.append(part);
  }
  if (came != size) {
    throw CorruptInput("a string announced " + std::to_string(size) + " bytes, " +
                       (came > size ? "more" : std::to_string(came)) + " came");
  }
  end_bulk();
}

}  // namespace rdb
