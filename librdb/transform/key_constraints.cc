#include "librdb/transform/key_constraints.h"

#include <re2/re2.h>

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Where the expression that begins at `from` ends: at the brace that closes its placeholder.
std::size_t end_of_expression(const std::string& text, std::size_t from, std::size_t open) {
  std::size_t depth = 0;
  bool in_class = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      // "]" is a member of its class where it comes first
      const bool is_first = text[i - 1] == '[' || (text[i - 1] == '^' && text[i - 2] == '[');
      in_class = c != ']' || is_first;
    } else if (c == '[') {
      in_class = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && depth-- == 0) {
      return i;
    }
  }
  throw InvalidArgument("placeholder is not closed: expected '}' behind its expression", open);
}

}  // namespace

ConstrainedPattern split_constraints(const std::string& text) {
  ConstrainedPattern result;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 2, "{{") == 0 || text[i] != '{') {
      const std::size_t step = text[i] == '{' ? 2 : 1;
      result.pattern += text.substr(i, step);
      i += step;
      continue;
    }
    const std::size_t stop = text.find_first_of(":{}", i + 1);
    if (stop == std::string::npos || text[stop] != ':') {  // no constraint, or no placeholder
      result.pattern += text[i++];
      continue;
    }
    const std::size_t end = end_of_expression(text, stop + 1, i);
    const std::string name = text.substr(i + 1, stop - i - 1);
    result.constraints.emplace_back(name, text.substr(stop + 1, end - stop - 1));
    result.pattern += '{' + name + '}';
    i = end + 1;
  }
  return result;
}

KeyConstraints::KeyConstraints(const std::vector<std::pair<std::string, std::string>>& constraints,
                               const KeyPattern& pattern) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_dot_nl(true);
  for (const auto& [name, expression] : constraints) {
    auto compiled = std::make_shared<const RE2>(expression, options);
    if (!compiled->ok()) {
      throw InvalidArgument("{" + name + ":…}: \"" + escaped(expression) +
                            "\" is no regular expression: " + compiled->error());
    }
    const auto part = pattern.index_of(name);
    if (part) checks_.emplace_back(*part, std::move(compiled));
  }
}

bool KeyConstraints::hold(std::span<const Bytes> parts) const {
  return std::all_of(checks_.begin(), checks_.end(), [&](const auto& check) {
    const Bytes part = parts[check.first];
    return RE2::FullMatch(re2::StringPiece(part.data(), part.size()), *check.second);
  });
}

}  // namespace rdb
