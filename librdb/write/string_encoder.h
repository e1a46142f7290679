// Strings as a server writes them: an integer in 1, 2 or 4 bytes, LZF where it pays, else raw.
//
//   StringEncoder strings(/*compression=*/true, &spools);
//   strings.write(out, "12345678901");             // raw: needs more than 32 bits
//   strings.write(out, field.value);               // any payload, streams too
//
// Keys, fields, members, packed blobs, AUX names: all of them are such strings (rdb.c,
// rdbSaveRawString, Redis 7.0). LZF is not tried where it has not paid of late: see lzf_trial.h.
// Holds scratch for the largest text it compressed so far.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/spool.h"
#include "librdb/event/payload.h"
#include "librdb/io/output_buffer.h"
#include "librdb/write/lzf_trial.h"

namespace rdb {

/// Length header and bytes, nothing tried.
void write_raw_string(OutputBuffer& out, Bytes text);
/// A length in its shortest form.
void write_length(OutputBuffer& out, std::uint64_t length);
/// Everything that is left of a stream.
void write_all(OutputBuffer& out, ByteStream& stream);

class StringEncoder {
 public:
  /// `spools` may be null: a stream of unknown size then is a std::logic_error. Borrowed.
  StringEncoder(bool compression, SpoolFactory* spools)
      : compression_(compression), spools_(spools) {}

  void write(OutputBuffer& out, Bytes text) {
    if (text.size() > kLongestIntegerText) return write_long(out, text);
    write_short(out, text);
  }
  void write(OutputBuffer& out, std::int64_t value);
  /// Streams are never compressed. Throws whatever the stream throws, and `CorruptInput` if it is
  /// not as long as it said.
  void write(OutputBuffer& out, const Payload& value);

 private:
  static constexpr std::size_t kLongestIntegerText = 11;  // "-2147483648"

  void write_short(OutputBuffer& out, Bytes text);
  void write_long(OutputBuffer& out, Bytes text);
  bool write_compressed(OutputBuffer& out, Bytes text);
  void write_stream(OutputBuffer& out, const Payload& value);

  bool compression_;
  SpoolFactory* spools_;
  std::unique_ptr<Spool> spool_;
  std::vector<char> scratch_;
  LzfTrial trials_[8];  // by length: below 40 bytes, 80, … 5120; longer ones are always tried
};

}  // namespace rdb
