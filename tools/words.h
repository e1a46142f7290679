// Options whose value is one of a few words.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "librdb/base/errors.h"
#include "tools/suggest.h"
#include "tools/usage_error.h"

namespace rdbmill {

/// The meaning of a word. Throws `UsageError` that lists all of them.
template <typename Value>
Value one_of(const std::string& text, const std::vector<std::pair<const char*, Value>>& words) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  throw UsageError("\"" + rdb::escaped(text) + "\" is not known", "it is one of: " + known);
}

/// Throws if the option's word is neither.
inline void require_one_of(const char* option, const std::string& word, const char* a,
                           const char* b) {
  if (word == a || word == b) return;
  throw UsageError(std::string(option) + ": \"" + rdb::escaped(word) + "\" is not known",
                   std::string("it is ") + a + " or " + b);
}

/// The word of a meaning.
template <typename Value>
std::string word_of(Value value, const std::vector<std::pair<const char*, Value>>& words) {
  for (const auto& [word, known] : words) {
    if (value == known) return word;
  }
  return {};
}

}  // namespace rdbmill
