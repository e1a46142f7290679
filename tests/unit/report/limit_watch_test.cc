#include "librdb/report/limit_watch.h"

#include <gtest/gtest.h>

#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::report_of;
using Key = testing::ReportedKey;

TEST(LimitWatch, CountsWhatALimitTwiceAsHighWouldPack) {
  std::vector<Key> keys;
  for (const std::uint64_t fields : {1u, 512u, 513u, 700u, 1024u, 1025u}) {
    keys.push_back(
        {.name = "h" + std::to_string(fields), .bytes = 15 * fields, .hash_fields = fields});
  }
  const DumpReport report = report_of(keys);
  ASSERT_EQ(report.limits.size(), 1u);
  const LimitTally& limit = report.limits[0];
  EXPECT_EQ(limit.setting, "hash-max-listpack-entries");
  EXPECT_EQ(limit.limit, 512u);
  EXPECT_EQ(limit.raised, 1024u);
  EXPECT_EQ(limit.keys, 3u);
  EXPECT_GT(limit.saved, 0u);
  EXPECT_LT(limit.saved, limit.memory);

  // As much as it would be with that limit.
  ServerConfig raised;
  raised.set("hash-max-listpack-entries", "1024");
  const DumpReport packed = report_of(keys, {.server = {.config = raised}});
  EXPECT_EQ(report.total.memory - packed.total.memory, limit.saved);
}

TEST(LimitWatch, HasNothingToSayOfStrings) {
  EXPECT_TRUE(report_of({{.name = "a"}, {.name = "b", .value = ""}}).limits.empty());
}

}  // namespace
}  // namespace rdb
