// Bytes as format references spell them: hex pairs, quoted text, and bars that mean nothing.
#pragma once
#include <cctype>
#include <stdexcept>

#include "librdb/base/bytes.h"

namespace rdb::testing {

/// spelled("16 00 | \"v1\" ff") is the five bytes 16 00 76 31 ff.
inline OwnedBytes spelled(Bytes text) {
  OwnedBytes bytes;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '|' || text[i] == '\n') {
      ++i;
    } else if (text[i] == '"') {
      const std::size_t end = text.find('"', i + 1);
      if (end == Bytes::npos) throw std::invalid_argument("spelled: a quote is not closed");
      bytes += text.substr(i + 1, end - i - 1);
      i = end + 1;
    } else {
      const OwnedBytes pair(text.substr(i, 2));
      if (pair.size() != 2 || !std::isxdigit(pair[0]) || !std::isxdigit(pair[1])) {
        throw std::invalid_argument("spelled: not a byte: " + pair);
      }
      bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
      i += 2;
    }
  }
  return bytes;
}

}  // namespace rdb::testing
