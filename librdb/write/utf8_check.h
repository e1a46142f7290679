// Whether bytes that come in pieces are UTF-8 as a whole.
#pragma once
#include "librdb/base/json_string.h"

namespace rdb {

/// Holds at most a character that is cut.
class Utf8Check {
 public:
  void add(Bytes part) {
    if (!good_) return;
    if (!cut_.empty()) {
      // at most three bytes complete it
      const std::size_t taken = part.size() < 4 ? part.size() : 4;
      for (std::size_t i = 0; i < taken && !cut_.empty(); ++i) {
        cut_ += part[i];
        if (rdb::is_utf8(cut_)) {
          cut_.clear();
          part.remove_prefix(i + 1);
        }
      }
      if (!cut_.empty()) {
        good_ = cut_.size() < 4;
        return;
      }
    }
    const std::size_t whole = part.size() - cut_bytes(part);
    good_ = rdb::is_utf8(part.substr(0, whole));
    cut_ = part.substr(whole);
  }
  bool is_utf8() const { return good_ && cut_.empty(); }

 private:
  // Bytes at the end that may be the beginning of a character.
  static std::size_t cut_bytes(Bytes part) {
    for (std::size_t n = 1; n <= 3 && n <= part.size(); ++n) {
      const auto byte = static_cast<unsigned char>(part[part.size() - n]);
      if (byte < 0x80) return 0;
      if (byte < 0xc0) continue;  // within a character
      const std::size_t size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > n ? n : 0;
    }
    return 0;
  }

  bool good_ = true;
  OwnedBytes cut_;
};

}  // namespace rdb
