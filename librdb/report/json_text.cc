#include "librdb/report/json_text.h"

#include <cassert>

namespace rdb {

// A comma after the member before, and the member's own line.
void JsonText::before_value() {
  if (named_ || has_members_.empty()) {
    named_ = false;
    return;
  }
  if (has_members_.back()) text_ += ',';
  has_members_.back() = true;
  new_line();
}

void JsonText::new_line() {
  if (layout_ == Layout::one_line) return;
  text_ += '\n';
  text_.append(2 * has_members_.size(), ' ');
}

void JsonText::open(char bracket) {
  before_value();
  text_ += bracket;
  has_members_.push_back(false);
}

void JsonText::close(char bracket) {
  assert(!has_members_.empty() && !named_);
  const bool had_members = has_members_.back();
  has_members_.pop_back();
  if (had_members) new_line();
  text_ += bracket;
}

void JsonText::begin_object() { open('{'); }
void JsonText::end_object() { close('}'); }
void JsonText::begin_array() { open('['); }
void JsonText::end_array() { close(']'); }

void JsonText::name(Bytes text) {
  assert(!has_members_.empty() && !named_);
  before_value();
  quoted(text);
  text_ += layout_ == Layout::one_line ? ":" : ": ";
  named_ = true;
}

void JsonText::quoted(Bytes text) { append_json_string(text_, text); }

void JsonText::bytes(Bytes value) {
  if (is_utf8(value)) {
    before_value();
    quoted(value);
    return;
  }
  begin_object();
  field("b64", base64(value));
  end_object();
}

void JsonText::raw_number(Bytes digits) {
  before_value();
  text_ += digits;
}
void JsonText::number(std::uint64_t value) { raw_number(std::to_string(value)); }
void JsonText::number(std::int64_t value) { raw_number(std::to_string(value)); }
void JsonText::boolean(bool value) { raw_number(value ? "true" : "false"); }
void JsonText::null() { raw_number("null"); }

std::string JsonText::take() {
  assert(has_members_.empty() && !named_);
  std::string text = std::move(text_);
  text += '\n';
  text_.clear();
  return text;
}

}  // namespace rdb
