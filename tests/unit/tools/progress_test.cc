#include "tools/progress.h"

#include <gtest/gtest.h>

namespace rdbmill {
namespace {

TEST(ProgressLine, WithAKnownLengthTellsShareAndTimeLeft) {
  EXPECT_EQ(progress_line("dump.rdb", 256 << 20, 1024u << 20, 1'000'000, 0, 2.0),
            "dump.rdb: 25 %, 256 MiB of 1 GiB, 1,000,000 keys, 128 MiB/s, 6 s left");
}

TEST(ProgressLine, OfAPipeTellsWhatIsKnown) {
  EXPECT_EQ(progress_line("(stdin)", 1 << 20, 0, 12, 0, 1.0), "(stdin): 1 MiB, 12 keys, 1 MiB/s");
}

TEST(ProgressLine, OfAGeneratorCountsKeys) {
  EXPECT_EQ(progress_line("gen", 0, 0, 50, 100, 10.0), "gen: 50 %, 50 keys, 5 keys/s, 10 s left");
}

TEST(ProgressLine, SurvivesAWrongHintAndAHostileName) {
  const std::string line = progress_line("\x1b[2J", 200, 100, 1, 0, 1.0);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find("left"), std::string::npos);
}

}  // namespace
}  // namespace rdbmill
