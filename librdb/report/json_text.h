// Writes JSON text, one token at a time: strict, and reversible for names that are not text.
//
//   JsonText json;
//   json.begin_object();
//   json.field("schema", "rdbmill.report/1");
//   json.name("key"); json.bytes(entry.key);     // "text", or {"b64":"…"} if not valid UTF-8
//   json.end_object();
//   use(json.take());
//
// Requires: tokens in an order that JSON allows; nesting is asserted in debug builds. Indented by
// two blanks, or all in one line. (RapidJSON's writer would do, but the released 1.1.0 adds to null
// pointers, which UBSan rightly ends a test run for.)
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/json_string.h"

namespace rdb {

class JsonText {
 public:
  enum class Layout : std::uint8_t { indented, one_line };

  explicit JsonText(Layout layout = Layout::indented) : layout_(layout) {}

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  /// The name of the member whose value comes next; must be valid UTF-8.
  void name(Bytes text);

  /// A string. Bytes that are not valid UTF-8 become {"b64": "…"}, so that nothing is lost.
  void bytes(Bytes value);
  void number(std::uint64_t value);
  void number(std::int64_t value);
  /// A number of any size as its decimal digits, for what 64 bits do not hold.
  void raw_number(Bytes digits);
  void boolean(bool value);
  void null();

  void field(Bytes member, Bytes value) { name(member), bytes(value); }
  void field(Bytes member, const char* value) { name(member), bytes(value); }
  void field(Bytes member, const std::string& value) { name(member), bytes(value); }
  void field(Bytes member, std::uint64_t value) { name(member), number(value); }
  void field(Bytes member, std::int64_t value) { name(member), number(value); }
  void field(Bytes member, std::uint32_t value) { name(member), number(std::uint64_t{value}); }
  void field(Bytes member, int value) { name(member), number(std::int64_t{value}); }
  void field(Bytes member, bool value) { name(member), boolean(value); }

  /// The text so far with a newline behind it; the writer is empty afterwards.
  std::string take();

 private:
  void before_value();
  void open(char bracket);
  void close(char bracket);
  void new_line();
  void quoted(Bytes text);

  Layout layout_;
  std::string text_;
  std::vector<bool> has_members_;  // of each open object or array, outermost first
  bool named_ = false;             // a name was written, its value comes next
};

}  // namespace rdb
