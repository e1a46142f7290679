// A hash as a server would store it: one packed blob while it is small, plain pairs beyond.
//
//   HashEncoder hashes(strings, limits, &spools);
//   hashes.begin(Compact::listpack, count, start);
//   hashes.add(field); …
//   if (!hashes.end()) …                     // no fields came: nothing was written
//
// The type byte stands before the key, so nothing is written while the blob may still become plain.
// Holds one blob within the limits (512 × 2 × 64 bytes by default); a plain hash of known count
// goes straight out, one of unknown count through a spool.
#pragma once
#include <cstdint>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/write/counted_output.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_start.h"

namespace rdb {

class HashEncoder {
 public:
  /// All borrowed; `spools` may be null: a hash of unknown count that grows past the limits then is
  /// a std::logic_error. A value limit above 4096 bytes counts as that: longer ones are plain.
  HashEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  /// `start` is called when the type is known, at the latest by `end()`; it must live until then.
  void begin(Compact compact, std::uint64_t count, ValueStart& start);
  /// Throws `Unsupported` for a field with an expiry.
  void add(const HashField& field) {
    ++pairs_;
    if (form_ == Form::listpack && fits(field)) [[likely]] {
      if (field.field_integer == nullptr) {
        listpack_.append(field.field);
      } else if (field.value.is_integer()) {
        return listpack_.append(*field.field_integer, field.value.as_integer());
      } else {
        listpack_.append(*field.field_integer);
      }
      return append_value(listpack_, field.value);
    }
    add_slowly(field);
  }
  /// add() for all of them at once, where they fit in without a look at each; false, and nothing is
  /// done, where they don't.
  bool add(const IntegerFields& event);
  /// False if the hash is empty: then nothing was written. Throws `CorruptInput` if not as many
  /// pairs came as were announced.
  bool end();

 private:
  static constexpr std::size_t kLongestInteger = 20;  // as text
  enum class Form : std::uint8_t { listpack, ziplist, plain };

  bool fits(const HashField& field) const {
    return pairs_ <= limits_.hash_max_listpack_entries && field.expire_ms == kNoExpiry &&
           field.field.size() <= longest_ && fits(field.value);
  }
  bool fits(const Payload& value) const {
    if (value.is_integer()) return longest_ >= kLongestInteger || fits_as_text(value.as_integer());
    return value.is_whole() && value.size() <= longest_;
  }
  bool fits_as_text(std::int64_t value) const;
  template <typename Builder>
  static void append_value(Builder& builder, const Payload& value) {
    if (value.is_integer()) {
      builder.append(value.as_integer());
    } else {
      builder.append(value.as_view());
    }
  }
  void add_slowly(const HashField& field);
  void become_plain();
  template <typename Cursor>
  void write_entries(Cursor cursor);
  void write_pair(const HashField& field);
  void write_blob(std::uint8_t type_byte, Bytes blob);

  StringEncoder& strings_;
  EncodingLimits limits_;
  std::size_t longest_;  // field or value in a packed blob
  ValueStart* start_ = nullptr;
  Form form_ = Form::listpack;
  ListpackBuilder listpack_;
  ZiplistBuilder ziplist_;
  CountedOutput plain_;
  std::uint64_t count_ = kUnknownCount;
  std::uint64_t pairs_ = 0;
};

}  // namespace rdb
