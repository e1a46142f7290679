#include "librdb/key/pattern.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "librdb/base/avx2.h"
#include "librdb/base/errors.h"
#include "librdb/key/locate_avx2.h"
#include "librdb/key/separator_mask.h"

namespace rdb {
namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9') || c == '-'; }

// The name of the placeholder whose `{` stands at `open`.
Bytes placeholder_name(Bytes text, std::size_t open) {
  std::size_t end = open + 1;
  while (end < text.size() && text[end] != '}' && text[end] != '{') ++end;
  if (end == text.size() || text[end] != '}') {
    throw InvalidArgument("placeholder is not closed: expected '}' (a literal brace is written {{)",
                          open);
  }
  const Bytes name = text.substr(open + 1, end - open - 1);
  if (name.empty()) throw InvalidArgument("placeholder without a name", open);
  if (!starts_name(name.front()) || !std::all_of(name.begin(), name.end(), continues_name)) {
    throw InvalidArgument("bad placeholder name \"" + escaped(name) +
                              "\": letters, digits, _ and -, a letter or _ first",
                          open + 1);
  }
  return name;
}

}  // namespace

KeyPattern KeyPattern::compile(Bytes text) {
  KeyPattern pattern;
  pattern.text_ = text;
  pattern.literals_.emplace_back();
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const bool doubled = i + 1 < text.size() && text[i + 1] == c;
    if ((c == '{' || c == '}') && doubled) {
      pattern.literals_.back() += c;
      i += 2;
    } else if (c == '}') {
      throw InvalidArgument("'}' without a placeholder (a literal brace is written }})", i);
    } else if (c == '{') {
      const Bytes name = placeholder_name(text, i);
      if (!pattern.names_.empty() && pattern.literals_.back().empty()) {
        throw InvalidArgument("placeholders without a literal between them", i);
      }
      if (pattern.index_of(name)) {
        throw InvalidArgument("placeholder {" + OwnedBytes(name) + "} stands twice", i);
      }
      pattern.names_.emplace_back(name);
      pattern.literals_.emplace_back();
      i += name.size() + 2;
    } else {
      pattern.literals_.back() += c;
      ++i;
    }
  }
  const auto& literals = pattern.literals_;
  if (literals.size() > 2 && literals.back().empty()) {
    pattern.separator_ = literals[1].front();
    pattern.last_ = pattern.names_.size() - 1;
    pattern.separated_ =
        std::all_of(literals.begin() + 1, literals.end() - 1, [&](const OwnedBytes& literal) {
          return literal.size() == 1 && literal.front() == pattern.separator_;
        });
#if defined(__x86_64__)
    pattern.has_avx2_ = has_avx2();
#endif
  }
  return pattern;
}

std::optional<std::size_t> KeyPattern::index_of(Bytes name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

std::optional<char> KeyPattern::excluded(std::size_t i) const {
  assert(i < names_.size());
  if (!literals_[i + 1].empty()) return literals_[i + 1].front();
  if (!literals_[i].empty()) return literals_[i].back();
  return std::nullopt;
}

bool KeyPattern::match_separated(Bytes key, std::span<Bytes> parts) const {
  assert(parts.size() >= names_.size());
  const Bytes prefix = literals_.front();
  if (!prefix.empty()) {
    if (!key.starts_with(prefix)) return false;
    key.remove_prefix(prefix.size());
  }
  const char* const data = key.data();
  const std::size_t last = names_.size() - 1;
  std::size_t start = 0;
  std::size_t found = 0;
  for (std::size_t base = 0; base < key.size(); base += 64) {
    const std::size_t size = std::min<std::size_t>(key.size() - base, 64);
    std::uint64_t mask = separator_mask(data + base, size, separator_);
    for (; mask != 0; mask &= mask - 1) {
      if (found == last) return false;
      const std::size_t at = base + static_cast<std::size_t>(__builtin_ctzll(mask));
      parts[found++] = Bytes(data + start, at - start);
      start = at + 1;
    }
  }
  if (found != last) return false;
  parts[last] = Bytes(data + start, key.size() - start);
  return true;
}

#if defined(__x86_64__)
[[RDB_AVX2]] bool KeyPattern::locate_avx2(const char* data, std::size_t size, std::size_t i,
                                          Bytes& part) const {
  return locate_by_avx2(data, size, separator_, last_, i, part);
}
#endif

bool KeyPattern::locate_long(const char* data, std::size_t size, std::size_t i, Bytes& part) const {
  const Bytes key(data, size);
  const Bytes prefix = literals_.front();
  if (!key.starts_with(prefix)) return false;
  std::size_t start = prefix.size();
  for (std::size_t k = 0; k < last_; ++k) {
    const std::size_t end = key.find(separator_, start);
    if (end == Bytes::npos) return false;
    if (k == i) part = key.substr(start, end - start);
    start = end + 1;
  }
  if (i == last_) part = key.substr(start);
  return key.find(separator_, start) == Bytes::npos;
}

bool KeyPattern::match_general(Bytes key, std::span<Bytes> parts) const {
  assert(parts.size() >= names_.size());
  if (!key.starts_with(literals_.front())) return false;
  key.remove_prefix(literals_.front().size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const Bytes literal = literals_[i + 1];
    if (literal.empty()) {  // only behind the last placeholder
      const auto forbidden = excluded(i);
      parts[i] = key;
      return !forbidden || key.find(*forbidden) == Bytes::npos;
    }
    const std::size_t end = key.find(literal.front());
    if (end == Bytes::npos) return false;
    parts[i] = key.substr(0, end);
    key.remove_prefix(end);
    if (!key.starts_with(literal)) return false;
    key.remove_prefix(literal.size());
  }
  return key.empty();
}

OwnedBytes escaped_literal(Bytes literal) {
  OwnedBytes text;
  for (const char c : literal) {
    text += c;
    if (c == '{' || c == '}') text += c;
  }
  return text;
}

}  // namespace rdb
