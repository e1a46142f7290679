// What a dump in text form holds, in no order: a text for each key, with its database, type,
// expiry, and value. How a value is encoded does not show, nor in what order a hash has its fields.
#pragma once
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/integer_text.h"

namespace rdb::testing {

using Contents = std::multiset<OwnedBytes>;

namespace detail {

// `string "17"` and `string 17` are one value.
inline OwnedBytes without_quotes_of_integers(Bytes line) {
  OwnedBytes result;
  while (!line.empty()) {
    const auto quote = line.find('"');
    if (quote == Bytes::npos) break;
    auto end = quote + 1;
    while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
    const Bytes inside = line.substr(quote + 1, end - quote - 1);
    result += line.substr(0, quote);
    result += canonical_integer(inside) ? OwnedBytes(inside) : '"' + OwnedBytes(inside) + '"';
    line.remove_prefix(end + 1);
  }
  return result += line;
}

// `key "a" hash 16 hash_listpack expire=1`: without byte and encoding.
inline OwnedBytes key_line(Bytes line) {
  auto at = line.find('"') + 1;
  while (line[at] != '"') at += line[at] == '\\' ? 2 : 1;
  OwnedBytes result(line.substr(0, at + 1));
  Bytes rest = line.substr(at + 1);
  for (int word = 0; !rest.empty(); ++word) {
    const auto end = std::min(rest.find(' ', 1), rest.size());
    const Bytes text = rest.substr(0, end);
    if (word == 0 || text.find('=') != Bytes::npos) result += text;
    rest.remove_prefix(end);
  }
  return result;
}

}  // namespace detail

/// The same text without the expiries of keys and fields.
inline OwnedBytes without_expiries(Bytes text) {
  constexpr Bytes kExpiry = " expire=";
  OwnedBytes result;
  for (auto at = text.find(kExpiry); at != Bytes::npos; at = text.find(kExpiry)) {
    result += text.substr(0, at);
    text.remove_prefix(at + kExpiry.size());
    text.remove_prefix(std::min(text.find_first_not_of("-0123456789"), text.size()));
  }
  return result += text;
}

/// The keys of a text that TextSink wrote with Interest::elements.
inline Contents contents_of(Bytes text) {
  Contents contents;
  OwnedBytes key;
  std::vector<OwnedBytes> lines;
  const auto close = [&] {
    if (key.empty()) return;
    if (key.find(" hash") != OwnedBytes::npos) std::sort(lines.begin(), lines.end());
    for (const OwnedBytes& line : lines) key += '\n' + line;
    contents.insert(key);
    key.clear();
    lines.clear();
  };
  while (!text.empty()) {
    const auto end = text.find('\n');
    const Bytes line = text.substr(0, end);
    text.remove_prefix(std::min(end, text.size() - 1) + 1);
    if (line.starts_with("  ")) {
      if (!line.starts_with("  begin")) lines.push_back(detail::without_quotes_of_integers(line));
      continue;
    }
    close();
    if (line.starts_with("key ")) key = detail::key_line(line);
  }
  close();
  return contents;
}

/// Database and name of each key.
inline std::vector<OwnedBytes> names_in(Bytes text) {
  std::vector<OwnedBytes> names;
  for (const OwnedBytes& key : contents_of(without_expiries(text))) {
    const Bytes line = Bytes(key).substr(0, key.find('\n'));
    const auto db = line.rfind(" db=");
    names.push_back(OwnedBytes(line.substr(0, line.rfind('"'))) +
                    OwnedBytes(db == Bytes::npos ? "" : line.substr(db)));
  }
  return names;
}

/// One line for people: what the two do not share.
inline OwnedBytes difference(const Contents& a, const Contents& b) {
  OwnedBytes text;
  const auto list = [&](const Contents& from, const Contents& other, const char* mark) {
    std::vector<OwnedBytes> only;
    std::set_difference(from.begin(), from.end(), other.begin(), other.end(),
                        std::back_inserter(only));
    for (const OwnedBytes& key : only) text += mark + key + '\n';
  };
  list(a, b, "- ");
  list(b, a, "+ ");
  return text;
}

}  // namespace rdb::testing
