// Pieces of the text form that its writer and its reader share. Internal to the two.
#pragma once
#include <charconv>
#include <concepts>
#include <cstdint>

#include "librdb/base/types.h"
#include "librdb/event/events.h"

namespace rdb::text_form {

inline constexpr Bytes kUnknown = "?";  ///< a count that is not known
inline constexpr Bytes kNoName = "-";   ///< an entry without a named encoding

Bytes name_of(ElementRole role);
Bytes name_of(PlainElement::Form form);

/// Appends the bytes with escapes, without quotes: pieces of one string may follow each other.
void append_escaped(OwnedBytes& out, Bytes bytes);

/// Appends one line; what is not there is left out.
class Line {
 public:
  Line(OwnedBytes& out, Bytes word) : out_(out) { out_ += word; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { out_ += '\n'; }

  Line& word(Bytes text);
  Line& quoted(Bytes bytes);
  Line& payload(const Payload& payload);
  template <std::integral T>
  Line& number(T value) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return word({text, static_cast<std::size_t>(end - text)});
  }
  Line& number(double value);
  Line& count(std::uint64_t value);
  Line& id(StreamId id);
  Line& range(std::uint64_t first, std::uint64_t last);
  /// Opens ` name=`; the value is to follow.
  Line& attribute(Bytes name);
  template <std::integral T>
  Line& attribute(Bytes name, T value) {
    return attribute(name).number(value);
  }
  Line& hex_attribute(Bytes name, std::uint64_t value);
  Line& attribute(Bytes name, Bytes bytes) { return attribute(name).quoted(bytes); }

 private:
  void separate();

  OwnedBytes& out_;
  bool no_space_ = false;
};

}  // namespace rdb::text_form
