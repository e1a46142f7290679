// The names of the groups of counters: eight parts around the article, all keys 41 bytes long.
//
//   click:web:de:news:ARTICLE:r7:2013-06-10:21:50     view:*:nl:sport:ARTICLE:r12:2013-06-12:*:*
//
// A shape says how long each part is (a part of one byte is "*"); only shapes that give 41 bytes
// exist. A group's number leads to a shape, in shares that follow a real site's wildcards, and to
// one word for each part: a bijection, so no two groups have one name. The number of days grows
// with the number of groups.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace rdbmill {

inline constexpr std::size_t kCounterKeyBytes = 41;

class CounterKeys {
 public:
  /// `article_bytes`: 6, or 1 for "*". Throws `UsageError` if there are not as many names.
  CounterKeys(std::uint64_t groups, std::size_t article_bytes, std::uint64_t seed);

  /// Writes the 41 bytes of a group's key to `to` and returns where in them the article goes.
  /// Requires: group < groups.
  std::size_t write(char* to, std::uint64_t group) const;

  /// Days from 2013-06-10 on that occur in the names.
  std::uint32_t days() const { return days_; }

 private:
  static constexpr std::size_t kParts = 8;  // without the article
  struct Shape {
    std::array<std::uint8_t, kParts> length{};
    std::array<std::uint32_t, kParts> words{};  // how many there are of that length
    std::uint64_t weight = 0;
    std::uint64_t capacity = 0;  // product of words
    std::uint64_t first = 0;     // number of its first group
    std::uint64_t groups = 0;
    std::uint64_t stride = 1;  // prime to capacity: spreads the groups over the combinations
  };

  void make_shapes(std::size_t length_of_parts);
  void set_days(std::uint32_t days);
  bool share_out(std::uint64_t groups);
  void number_shapes(std::uint64_t groups);
  const Shape& shape_of(std::uint64_t group) const;

  std::vector<Shape> shapes_;
  std::vector<std::uint16_t>
      start_;  // by the leading bits of a group's number: a shape to start at
  unsigned start_shift_ = 0;
  std::uint32_t days_ = 7;
  std::uint64_t seed_;
};

}  // namespace rdbmill
