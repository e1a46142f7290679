#include "librdb/event/text_fields.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/text_form.h"

namespace rdb {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

void TextFields::fail(const char* expected) const {
  throw CorruptInput("line " + std::to_string(number_) + ": expected " + expected);
}

void TextFields::skip_spaces() {
  const std::size_t first = rest_.find_first_not_of(" \t\r");
  rest_.remove_prefix(first == Bytes::npos ? rest_.size() : first);
}

Bytes TextFields::word(const char* expected) {
  const Bytes text = rest_.substr(0, rest_.find_first_of(" \t\r"));
  if (text.empty() || text.front() == '"') fail(expected);
  rest_.remove_prefix(text.size());
  skip_spaces();
  return text;
}

OwnedBytes TextFields::quoted(const char* expected) {
  if (!next_is_quoted()) fail(expected);
  OwnedBytes bytes;
  std::size_t i = 1;
  for (; i < rest_.size() && rest_[i] != '"'; ++i) {
    if (rest_[i] != '\\') {
      bytes += rest_[i];
    } else if (rest_.size() - i > 1 && (rest_[i + 1] == '"' || rest_[i + 1] == '\\')) {
      bytes += rest_[++i];
    } else {
      const bool hex = rest_.size() - i > 3 && rest_[i + 1] == 'x' &&
                       hex_digit(rest_[i + 2]) >= 0 && hex_digit(rest_[i + 3]) >= 0;
      if (!hex) fail("an escape \\\", \\\\ or \\xNN");
      bytes += static_cast<char>(hex_digit(rest_[i + 2]) << 4 | hex_digit(rest_[i + 3]));
      i += 3;
    }
  }
  if (i >= rest_.size()) fail("a closing quote");
  rest_.remove_prefix(i + 1);
  skip_spaces();
  return bytes;
}

double TextFields::score() {
  const Bytes text = word("a score");
  double value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc() || end != last) fail("a score");
  return value;
}

std::uint64_t TextFields::count() {
  const Bytes text = word("a count or ?");
  return text == text_form::kUnknown ? kUnknownCount : parse<std::uint64_t>(text, "a count or ?");
}

StreamId TextFields::id() {
  constexpr const char* kExpected = "two numbers with a dash between them";
  const Bytes text = word(kExpected);
  const std::size_t dash = text.find('-');
  if (dash == Bytes::npos) fail(kExpected);
  return {parse<std::uint64_t>(text.substr(0, dash), kExpected),
          parse<std::uint64_t>(text.substr(dash + 1), kExpected)};
}

bool TextFields::attribute(Bytes name) {
  if (!rest_.starts_with(name) || rest_.substr(name.size(), 1) != "=") return false;
  rest_.remove_prefix(name.size() + 1);
  return true;
}

bool TextFields::flag(Bytes name) {
  if (rest_.substr(0, rest_.find_first_of(" \t\r")) != name) return false;
  rest_.remove_prefix(name.size());
  skip_spaces();
  return true;
}

void TextFields::end() const {
  if (!at_end()) fail("the end of the line");
}

}  // namespace rdb
