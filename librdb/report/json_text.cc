#include "librdb/report/json_text.h"

#include <algorithm>
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
  text_ += ": ";
  named_ = true;
}

// DEL needs no escape in JSON, but the text may be shown in a terminal.
void JsonText::quoted(Bytes text) {
  constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      text_ += "\\u00";
      text_ += kHex[byte >> 4];
      text_ += kHex[byte & 15];
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

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

bool is_utf8(Bytes bytes) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = p + bytes.size();
  while (p < end) {
    if (*p < 0x80) {
      ++p;
      continue;
    }
    std::size_t more = 0;
    unsigned char least = 0x80, most = 0xbf;  // of the second byte: excludes overlong, surrogates
    if (*p >= 0xc2 && *p <= 0xdf) more = 1;
    if (*p >= 0xe0 && *p <= 0xef)
      more = 2, least = *p == 0xe0 ? 0xa0 : 0x80, most = *p == 0xed ? 0x9f : 0xbf;
    if (*p >= 0xf0 && *p <= 0xf4)
      more = 3, least = *p == 0xf0 ? 0x90 : 0x80, most = *p == 0xf4 ? 0x8f : 0xbf;
    if (more == 0 || static_cast<std::size_t>(end - p) <= more) return false;
    if (p[1] < least || p[1] > most) return false;
    for (std::size_t i = 2; i <= more; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
    }
    p += more + 1;
  }
  return true;
}

std::string base64(Bytes bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

}  // namespace rdb
