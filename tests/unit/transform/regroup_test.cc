#include "librdb/transform/regroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transform/regroup_fixture.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using testing::regroup_error;
using testing::regrouped;

const RegroupOptions kOptions{.pattern = "{site}:{article}:{day}", .field = "article"};

RegroupOptions with(void (*change)(RegroupOptions&)) {
  RegroupOptions options = kOptions;
  change(options);
  return options;
}

TEST(Regroup, FlatKeysBecomeHashes) {
  const auto result = regrouped(kOptions, R"(
    header REDIS 11
    aux "ctime" "1700000000"
    select-db 0
    resize-db 4 0
    key "news:17:mon" string 0 string
      string 5
    key "news:18:mon" string 0 string
      string "-6"
    key "news:x y:mon" string 0 string
      string 7
    key "other" string 0 string
      string "text"
    finish
  )");
  EXPECT_EQ(result.text, R"(header REDIS 11
aux "ctime" "1700000000"
select-db 0
key "other" string 0 string
  string "text"
key "news:mon" hash 4 hash
  begin 3
  field "17" 5
  field "18" -6
  field "x y" 7
  end
finish
)");
  EXPECT_EQ(result.stats.keys, 4U);
  EXPECT_EQ(result.stats.matched, 3U);
  EXPECT_EQ(result.stats.hashes, 1U);
  EXPECT_EQ(result.stats.fields, 3U);
  EXPECT_EQ(result.stats.of(RegroupStats::Reason::parts).sample, "other");
  EXPECT_EQ(to_decimal(result.stats.sum_in), "6");
  EXPECT_EQ(to_decimal(result.stats.sum_out), "6");
  EXPECT_GT(result.stats.memory_peak, 0U);
}

}  // namespace
}  // namespace rdb
