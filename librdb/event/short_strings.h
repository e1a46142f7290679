// Short string keys many at once, for sinks to which each means little.
//
//   class Report : public rdb::EventSink, public rdb::ShortStringSink {
//     std::size_t on_short_strings(const rdb::ShortStrings& event) override {
//       for (const rdb::ShortString& string : event.strings) count(string.key());
//       return event.strings.size();
//     }
//   };
//
// Nearly every key of nearly every large dump is one, and what a reader does around the three calls
// for it (enter(), PlainElement, Leave) costs more than to find it. A reader gives a sink that is
// also a ShortStringSink runs of them instead; all others come as ever, and so do those that the
// sink did not take. A stage in front of such a sink is none itself, so it is told every key.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/integer_text.h"

namespace rdb {

/// A record of type string without attributes, as it stands in the file: the type byte, a byte that
/// is the length of the key, the key, and a value whose first byte says its length. It can only be
/// valid.
struct ShortString {
  static constexpr std::size_t kHead = 2;        ///< bytes in front of the key
  static constexpr std::size_t kMostKey = 63;    ///< bytes of a key
  static constexpr std::size_t kMostValue = 64;  ///< serialized bytes of a value

  const char* record = nullptr;
  std::uint8_t key_size = 0;
  std::uint8_t value_size = 0;  ///< serialized: 1 + length of a raw one, 2, 3 or 5 of an integer

  Bytes key() const { return {record + kHead, key_size}; }
  const char* value() const { return record + kHead + key_size; }
  std::size_t size() const { return kHead + key_size + value_size; }
  /// An integer, stored in 1, 2 or 4 bytes; else the text follows the first byte of the value.
  bool has_integer_form() const { return static_cast<unsigned char>(*value()) >= 64; }
  /// Requires: has_integer_form().
  std::int64_t integer() const { return integer_at(value(), value_size); }

  /// Whether the text behind the first byte of a raw value is an integer to a server: most texts
  /// are told by their first character. Requires: nine bytes can be read from `p` on.
  static bool reads_as_integer(const char* p, std::size_t size, std::int64_t& integer) {
    const char first = p[1];
    if ((first < '0' || first > '9') && first != '-') return false;
    return read_canonical_integer_with_slack({p + 1, size - 1}, integer);
  }
  /// Of a value stored as an integer, `size` bytes from `p` on. Without a branch, for the sizes of
  /// counters cannot be predicted. Four bytes are read whatever the size: there is slack.
  static std::int64_t integer_at(const char* p, std::size_t size) {
    const unsigned unused_bits = 8 * (5 - static_cast<unsigned>(size));
    const std::uint32_t high = load_le<std::uint32_t>(p + 1) << unused_bits;
    return static_cast<std::int32_t>(high) >> unused_bits;
  }
};

/// Consecutive records of one database. Like all events, until on_short_strings() returns.
struct ShortStrings {
  std::span<const ShortString> strings;
  std::uint32_t db = 0;
  std::uint8_t type_byte = 0;
  Bytes encoding;            ///< as Entry::encoding
  std::uint64_t offset = 0;  ///< of the first record
  /// Bytes behind each record that may be read, whatever they are; as Entry::key_slack.
  std::size_t slack = 0;
};

class ShortStringSink {
 public:
  /// Whether it would take any, asked once when it is attached.
  virtual bool takes_short_strings() const { return true; }
  /// Stands for enter(), the value and Leave of each that is taken: how many, from the first on.
  /// The one behind them, if there is one, then comes as any other key does; those behind that are
  /// offered again.
  virtual std::size_t on_short_strings(const ShortStrings& event) = 0;

 protected:
  ~ShortStringSink() = default;
};

}  // namespace rdb
