// The score of a sorted set's member as text, the way servers print it.
#pragma once
#include <charconv>
#include <cmath>
#include <cstddef>

#include "librdb/base/bytes.h"

namespace rdb {

/// The shortest decimal text that gives the same double when it is read: "3", "0.1", "1e+20",
/// "inf", "-inf", "-0" (networking.c addReplyDouble, Redis 7.2; whole numbers below 2^53 without an
/// exponent, util.c double2ll). Allocates nothing.
class ScoreText {
 public:
  explicit ScoreText(double score) {
    const auto shortest = std::to_chars(text_, text_ + sizeof text_, score);
    size_ = static_cast<std::size_t>(shortest.ptr - text_);
    constexpr double kExact = 9007199254740992;  // 2^53
    if (std::abs(score) < kExact && std::trunc(score) == score) {
      const auto whole =
          std::to_chars(text_, text_ + sizeof text_, score, std::chars_format::fixed);
      size_ = static_cast<std::size_t>(whole.ptr - text_);
    }
  }
  ScoreText(const ScoreText&) = delete;
  ScoreText& operator=(const ScoreText&) = delete;
  /// Lives as long as this object.
  Bytes bytes() const& { return {text_, size_}; }
  Bytes bytes() && = delete;

 private:
  char text_[32];
  std::size_t size_;
};

}  // namespace rdb
