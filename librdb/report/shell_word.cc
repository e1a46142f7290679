#include "librdb/report/shell_word.h"

#include <algorithm>

namespace rdb {
namespace {

bool is_plain(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || Bytes("_-./:,+@%").find(c) != Bytes::npos;
}

// Control bytes and what is not ASCII: it may be invalid UTF-8, or turn the line around.
bool is_hidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' || byte >= 0x7f;
}

std::string with_escapes(Bytes word) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_hidden(c)) {
      text += "\\x";
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    } else {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text + "'";
}

}  // namespace

std::string shell_word(Bytes word) {
  if (std::any_of(word.begin(), word.end(), is_hidden)) return with_escapes(word);
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

}  // namespace rdb
