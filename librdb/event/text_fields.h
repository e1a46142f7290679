// The fields of one line of the text form, taken from left to right. Internal to the reader.
#pragma once
#include <charconv>
#include <cstddef>

#include "librdb/base/types.h"

namespace rdb {

/// Borrows the line. Every function throws `CorruptInput` with the line's number if the next field
/// is not what is asked for.
class TextFields {
 public:
  TextFields(Bytes line, std::size_t number) : rest_(line), number_(number) {}

  [[noreturn]] void fail(const char* expected) const;
  bool at_end() const { return rest_.empty(); }
  bool next_is_quoted() const { return !rest_.empty() && rest_.front() == '"'; }
  bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  /// A run without spaces.
  Bytes word(const char* expected);
  OwnedBytes quoted(const char* expected);
  template <typename T>
  T number(const char* expected, int base = 10) {
    return parse<T>(word(expected), expected, base);
  }
  double score();
  /// A number or `?`.
  std::uint64_t count();
  StreamId id();
  /// Takes `name=` if it stands there; its value is the next field.
  bool attribute(Bytes name);
  /// Takes a word if it stands there.
  bool flag(Bytes name);
  /// Requires that nothing is left.
  void end() const;

 private:
  void skip_spaces();
  template <typename T>
  T parse(Bytes text, const char* expected, int base = 10) const {
    T value{};
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value, base);
    if (error != std::errc() || end != last) fail(expected);
    return value;
  }

  Bytes rest_;
  std::size_t number_;
};

}  // namespace rdb
