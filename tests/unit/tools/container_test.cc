#include "tools/container.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "librdb/base/limits.h"

namespace rdbmill {
namespace {

class ContainerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ =
        std::filesystem::path(::testing::TempDir()) / ("container-" + std::to_string(::getpid()));
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  void put(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text << '\n';
  }
  Container container() const { return Container(root_.string()); }

  std::filesystem::path root_;
};

TEST_F(ContainerTest, HasNoLimitsWithoutAControlGroup) {
  EXPECT_EQ(container().memory_limit(), rdb::kDefaultMemoryLimit);
  EXPECT_GE(container().threads(), 1U);
  EXPECT_LE(container().threads(), 8U);
}

TEST_F(ContainerTest, HalfOfItsMemory) {
  put("memory.max", "max");
  EXPECT_EQ(container().memory_limit(), rdb::kDefaultMemoryLimit);
  put("memory.max", "67108864");
  EXPECT_EQ(container().memory_limit(), 33554432U);
}

TEST_F(ContainerTest, HalfOfItsMemoryInVersion1) {
  put("memory/memory.limit_in_bytes", "9223372036854771712");
  EXPECT_EQ(container().memory_limit(), rdb::kDefaultMemoryLimit);
  put("memory/memory.limit_in_bytes", "100000000");
  EXPECT_EQ(container().memory_limit(), 50000000U);
}

TEST_F(ContainerTest, AsManyThreadsAsTheQuotaPaysFor) {
  const unsigned all = container().threads();
  put("cpu.max", "max 100000");
  EXPECT_EQ(container().threads(), all);
  put("cpu.max", "100000 100000");
  EXPECT_EQ(container().threads(), 1U);
  put("cpu.max", "5000 100000");
  EXPECT_EQ(container().threads(), 1U);
  put("cpu.max", "100001 100000");
  EXPECT_EQ(container().threads(), std::min(all, 2U));
}

TEST_F(ContainerTest, AsManyThreadsAsTheQuotaPaysForInVersion1) {
  const unsigned all = container().threads();
  put("cpu/cpu.cfs_period_us", "100000");
  put("cpu/cpu.cfs_quota_us", "-1");
  EXPECT_EQ(container().threads(), all);
  put("cpu/cpu.cfs_quota_us", "50000");
  EXPECT_EQ(container().threads(), 1U);
}

}  // namespace
}  // namespace rdbmill
