#include "librdb/write/string_encoder.h"

#include <bit>
#include <limits>
#include <stdexcept>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/length.h"
#include "librdb/format/lzf.h"
#include "librdb/format/string_header.h"

namespace rdb {
namespace {

// Servers try LZF on what is longer, and keep it if it saves at least this much (rdb.c,
// rdbSaveLzfStringObject).
constexpr std::size_t kLzfLongerThan = 20;
constexpr std::size_t kLzfSaves = 4;

template <typename T>
bool fits(std::int64_t value) {
  return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
}

// The integer forms C0, C1, C2; false if the value needs more than 32 bits.
bool write_integer(OutputBuffer& out, std::int64_t value) {
  if (!fits<std::int32_t>(value)) return false;
  char* p = out.reserve(5);
  if (fits<std::int8_t>(value)) {
    p[0] = static_cast<char>(0xc0);
    p[1] = static_cast<char>(value);
    out.advance(2);
  } else if (fits<std::int16_t>(value)) {
    p[0] = static_cast<char>(0xc1);
    store_le(p + 1, static_cast<std::uint16_t>(value));
    out.advance(3);
  } else {
    p[0] = static_cast<char>(0xc2);
    store_le(p + 1, static_cast<std::uint32_t>(value));
    out.advance(5);
  }
  return true;
}

}  // namespace

void write_length(OutputBuffer& out, std::uint64_t length) {
  out.advance(encode_length(out.reserve(kMaxLengthBytes), length));
}

void write_raw_string(OutputBuffer& out, Bytes text) {
  write_length(out, text.size());
  out.append(text);
}

void write_all(OutputBuffer& out, ByteStream& stream) {
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) out.append(part);
}

void StringEncoder::write(OutputBuffer& out, std::int64_t value) {
  if (write_integer(out, value)) return;
  const IntegerText text(value);
  write_raw_string(out, text.bytes());
}

void StringEncoder::write(OutputBuffer& out, const Payload& value) {
  if (value.is_integer()) return write(out, value.as_integer());
  if (value.is_whole()) return write(out, value.as_view());
  write_stream(out, value);
}

void StringEncoder::write_short(OutputBuffer& out, Bytes text) {
  if (!text.empty() && (text.back() >= '0' && text.back() <= '9')) {
    const auto integer = canonical_integer(text);
    if (integer && write_integer(out, *integer)) return;
  }
  write_raw_string(out, text);
}

void StringEncoder::write_long(OutputBuffer& out, Bytes text) {
  if (compression_ && text.size() > kLzfLongerThan && write_compressed(out, text)) return;
  write_raw_string(out, text);
}

bool StringEncoder::write_compressed(OutputBuffer& out, Bytes text) {
  // Strings of about one length tend to be of one kind: keys, blobs, values.
  const auto kind = static_cast<std::size_t>(std::bit_width(text.size() / kLzfLongerThan)) - 1;
  LzfTrial* const trial = kind < std::size(trials_) ? &trials_[kind] : nullptr;
  if (trial != nullptr && !trial->wanted()) return false;
  const std::size_t room = text.size() - kLzfSaves;
  if (scratch_.size() < room) scratch_.resize(room);
  const std::size_t stored = lzf_compress(text, scratch_.data(), room);
  if (trial != nullptr) trial->tried(text.size(), stored == 0 ? 0 : text.size() - stored);
  if (stored == 0) return false;
  char* p = out.reserve(kMaxStringHeaderBytes);
  std::size_t size = 0;
  p[size++] = static_cast<char>(0xc3);
  size += encode_length(p + size, stored);
  size += encode_length(p + size, text.size());
  out.advance(size);
  out.append(Bytes(scratch_.data(), stored));
  return true;
}

void StringEncoder::write_stream(OutputBuffer& out, const Payload& value) {
  if (value.size() == kUnknownSize) {
    if (spools_ == nullptr) throw std::logic_error("a stream of unknown size needs a spool");
    if (spool_ == nullptr) spool_ = spools_->make();
    spool_->clear();
    append_all(*spool_, value.parts());
    write_length(out, spool_->size());
    write_all(out, spool_->replay());
    return spool_->clear();
  }
  write_length(out, value.size());
  const std::uint64_t begin = out.size();
  write_all(out, value.parts());
  if (out.size() - begin != value.size()) {
    throw CorruptInput("a string announced " + std::to_string(value.size()) + " bytes, " +
                       std::to_string(out.size() - begin) + " came");
  }
}

}  // namespace rdb
