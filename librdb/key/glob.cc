#include "librdb/key/glob.h"

#include <algorithm>

namespace rdb {
namespace {

unsigned char byte_at(Bytes text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

// Matches the set whose '[' stands at `at`; moves `at` behind it.
bool set_matches(Bytes pattern, std::size_t& at, unsigned char byte) {
  ++at;
  const bool negated = at < pattern.size() && pattern[at] == '^';
  if (negated) ++at;
  bool found = false;
  for (; at < pattern.size() && pattern[at] != ']'; ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) {
      found |= byte_at(pattern, ++at) == byte;
    } else if (at + 2 < pattern.size() && pattern[at + 1] == '-') {
      const unsigned char first = byte_at(pattern, at);
      const unsigned char last = byte_at(pattern, at + 2);
      found |= std::min(first, last) <= byte && byte <= std::max(first, last);
      at += 2;
    } else {
      found |= byte_at(pattern, at) == byte;
    }
  }
  if (at < pattern.size()) ++at;
  return found != negated;
}

// Matches the one element at `at`, which is no star; moves behind it.
bool element_matches(Bytes pattern, std::size_t& at, unsigned char byte) {
  switch (pattern[at]) {
    case '?':
      ++at;
      return true;
    case '[':
      return set_matches(pattern, at, byte);
    case '\\':
      if (at + 1 < pattern.size()) ++at;
      [[fallthrough]];
    default:
      return byte_at(pattern, at++) == byte;
  }
}

}  // namespace

// On a mismatch the last star takes one byte more: an earlier one need never be tried again.
bool glob_matches(Bytes pattern, Bytes key) {
  std::size_t at = 0;
  std::size_t star = Bytes::npos;  // behind the last star
  std::size_t taken_to = 0;        // how far it has taken the key
  std::size_t i = 0;
  while (i < key.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = ++at;
      taken_to = i;
    } else if (at < pattern.size() && element_matches(pattern, at, byte_at(key, i))) {
      ++i;
    } else if (star != Bytes::npos) {
      at = star;
      i = ++taken_to;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace rdb
