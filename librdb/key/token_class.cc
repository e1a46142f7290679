#include "librdb/key/token_class.h"

#include <algorithm>
#include <array>

namespace rdb {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Predicate>
bool all(Bytes text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}
template <typename Predicate>
bool any(Bytes text, Predicate predicate) {
  return std::any_of(text.begin(), text.end(), predicate);
}

// Cuts leading digits off; their number.
std::size_t take_digits(Bytes& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(digits);
  return digits;
}

bool is_integer(Bytes text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 20 && all(text, is_digit);
}

// Words such as `decade` and `facade` are hex digits too: one digit at least must be a digit.
bool is_hex(Bytes text) {
  if (text.size() < 8 || !all(text, is_hex_digit)) return false;
  return any(text, is_digit) && any(text, is_letter) && any(text, is_lower) != any(text, is_upper);
}

bool is_ulid(Bytes text) {
  constexpr Bytes kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  return text.size() == 26 && text[0] <= '7' && any(text, is_letter) &&
         all(text, [&](char c) { return kAlphabet.find(c) != Bytes::npos; });
}

bool is_locale(Bytes text) {
  if (text.size() < 5 || (text[2] != '-' && text[2] != '_')) return false;
  if (!is_lower(text[0]) || !is_lower(text[1])) return false;
  const Bytes region = text.substr(3);
  if (region.size() == 2) return all(region, is_upper) || all(region, is_lower);
  return region == "Hans" || region == "Hant" || region == "hans" || region == "hant";
}

// Digits between points, after a `v` or at least twice a point.
bool is_version(Bytes text) {
  const bool is_marked = text.starts_with('v') || text.starts_with('V');
  if (is_marked) text.remove_prefix(1);
  std::size_t numbers = 0;
  while (take_digits(text) != 0) {
    ++numbers;
    if (text.empty()) return numbers >= (is_marked ? 1U : 3U);
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return false;
}

int kind_of(char c) { return is_digit(c) ? 0 : is_lower(c) ? 1 : is_upper(c) ? 2 : 3; }

// Random texts change between digits, small and capital letters more often than words do: in 0.3 of
// the places with both cases, in 0.2 with one (97 % of random base 64 of 22 characters).
bool is_token(Bytes text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() < 16 || !any(text, is_digit)) return false;
  if (!all(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '+'; })) {
    return false;
  }
  std::size_t changes = 0;
  for (std::size_t i = 1; i < text.size(); ++i) changes += kind_of(text[i]) != kind_of(text[i - 1]);
  if (any(text, is_lower) && any(text, is_upper)) return changes * 10 >= text.size() * 3;
  return all(text, is_alphanumeric) && changes * 5 >= text.size();
}

bool is_json(Bytes text) {
  if (text.size() < 2) return false;
  const bool is_object = text.starts_with("{\"") && text.ends_with('}');
  return is_object || (text.starts_with("[\"") && text.ends_with(']'));
}

// Two digits within bounds, cut off.
bool take_number(Bytes& text, std::size_t digits, unsigned least, unsigned most) {
  if (text.size() < digits) return false;
  unsigned value = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(digits);
  return value >= least && value <= most;
}

bool take(Bytes& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// [T ]H{1,2}([:.]?MM){0,2}(.digits)?(Z|+hh:mm)? and nothing behind it.
bool is_time(Bytes text) {
  if (!take(text, 'T') && !take(text, ' ')) return false;
  const std::size_t hour_digits = text.size() >= 2 && is_digit(text[1]) ? 2 : 1;
  if (!take_number(text, hour_digits, 0, 24)) return false;
  int smaller = 0;  // minutes, then seconds
  for (; smaller < 2 && !text.empty(); ++smaller) {
    Bytes rest = text;
    if (!take(rest, ':')) take(rest, '.');
    if (!take_number(rest, 2, 0, 60)) break;
    text = rest;
  }
  if (take(text, '.') && (smaller < 2 || take_digits(text) == 0)) return false;
  if (text.empty() || text == "Z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  if (!take_number(text, 2, 0, 14)) return false;
  take(text, ':');
  return text.empty() || (take_number(text, 2, 0, 59) && text.empty());
}

}  // namespace

Bytes name_of(TokenClass token) {
  static constexpr std::array<Bytes, kTokenClasses> kNames = {
      "empty", "wild",    "integer", "hex",     "uuid",  "ulid", "date", "email",
      "url",   "address", "locale",  "version", "token", "json", "word"};
  return kNames[static_cast<std::size_t>(token)];
}

bool is_uuid(Bytes token) {
  if (token.size() != 36) return false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? token[i] != '-' : !is_hex_digit(token[i])) return false;
  }
  return true;
}

bool is_date(Bytes token) {
  if (!take_number(token, 4, 1900, 2099) || !take(token, '-')) return false;
  if (!take_number(token, 2, 1, 12) || !take(token, '-')) return false;
  if (!take_number(token, 2, 1, 31)) return false;
  return token.empty() || is_time(token);
}

bool is_ipv4(Bytes token) {
  for (int i = 0; i < 4; ++i) {
    if (i != 0 && !take(token, '.')) return false;
    const std::size_t size = std::min<std::size_t>(
        3, static_cast<std::size_t>(std::find_if_not(token.begin(), token.end(), is_digit) -
                                    token.begin()));
    if (size == 0 || !take_number(token, size, 0, 255)) return false;
  }
  return token.empty();
}

bool is_ipv6(Bytes token) {
  std::size_t groups = 0;
  bool has_gap = false;
  bool has_letter = false;
  bool has_full_group = false;
  if (token.starts_with("::")) {
    has_gap = true;
    token.remove_prefix(2);
  }
  while (!token.empty()) {
    if (is_ipv4(token)) {
      groups += 2;
      token = {};
      break;
    }
    std::size_t size = 0;
    while (size < token.size() && is_hex_digit(token[size])) has_letter |= is_letter(token[size++]);
    if (size == 0 || size > 4) return false;
    has_full_group |= size == 4;
    ++groups;
    token.remove_prefix(size);
    if (token.empty()) break;
    if (!take(token, ':') || token.empty()) return false;
    if (take(token, ':')) {
      if (has_gap) return false;
      has_gap = true;
    }
  }
  // Eight numbers or short words between colons are a key, not an address.
  return has_gap ? groups >= 3 && groups < 8 : groups == 8 && has_letter && has_full_group;
}

bool is_email(Bytes token) {
  const std::size_t at = token.find('@');
  if (at == Bytes::npos || at == 0 || at > 64) return false;
  if (!all(token.substr(0, at), [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
      })) {
    return false;
  }
  const Bytes host = token.substr(at + 1);
  const std::size_t point = host.rfind('.');
  if (point == Bytes::npos || point == 0 || host.find("..") != Bytes::npos) return false;
  const Bytes top = host.substr(point + 1);
  if (top.size() < 2 || top.size() > 24 || !all(top, is_letter)) return false;
  return all(host, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; });
}

bool is_url(Bytes token) {
  const std::size_t colon = token.find("://");
  if (colon == Bytes::npos || colon < 2 || colon > 16 || colon + 3 >= token.size()) return false;
  if (!is_lower(token[0])) return false;
  if (!all(token.substr(0, colon),
           [](char c) { return is_lower(c) || is_digit(c) || c == '+' || c == '.' || c == '-'; })) {
    return false;
  }
  return all(token, [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

TokenClass classify(Bytes token) {
  if (token.empty()) return TokenClass::empty;
  if (token == "*") return TokenClass::wild;
  if (is_integer(token)) return TokenClass::integer;
  if (is_uuid(token)) return TokenClass::uuid;
  if (is_date(token)) return TokenClass::date;
  if (is_hex(token)) return TokenClass::hex;
  if (is_ulid(token)) return TokenClass::ulid;
  if (is_ipv4(token) || is_ipv6(token)) return TokenClass::address;
  if (is_email(token)) return TokenClass::email;
  if (is_url(token)) return TokenClass::url;
  if (is_json(token)) return TokenClass::json;
  if (is_locale(token)) return TokenClass::locale;
  if (is_version(token)) return TokenClass::version;
  return is_token(token) ? TokenClass::token : TokenClass::word;
}

}  // namespace rdb
