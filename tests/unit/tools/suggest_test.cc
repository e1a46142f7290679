#include "tools/suggest.h"

#include <gtest/gtest.h>

#include <random>

namespace rdbmill {
namespace {

TEST(EditDistance, IsSymmetricAndZeroOnlyForEqualWords) {
  std::mt19937 random(1);
  const auto word = [&] {
    std::string text(random() % 6, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string a = word(), b = word();
    const std::size_t distance = edit_distance(a, b);
    ASSERT_EQ(distance, edit_distance(b, a));
    ASSERT_EQ(distance == 0, a == b);
    ASSERT_LE(distance, std::max(a.size(), b.size()));
    ASSERT_GE(distance, std::max(a.size(), b.size()) - std::min(a.size(), b.size()));
  }
}

TEST(EditDistance, Examples) {
  EXPECT_EQ(edit_distance("chekc", "check"), 1u);  // a swap is one slip
  EXPECT_EQ(edit_distance("reprot", "report"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  const std::vector<std::string> words = {"check", "report", "info"};
  EXPECT_EQ(nearest("chekc", words), "check");
  EXPECT_EQ(nearest("rep", words), "report");
  EXPECT_EQ(nearest("zebra", words), "");
  EXPECT_EQ(nearest(std::string(10'000, 'x'), words), "");
  EXPECT_EQ(nearest("check", {}), "");
}

}  // namespace
}  // namespace rdbmill
