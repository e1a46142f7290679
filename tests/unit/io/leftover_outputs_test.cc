#include "librdb/io/leftover_outputs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "librdb/io/byte_sink.h"
#include "librdb/io/temporary_name.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> paths_of(const std::vector<LeftoverOutput>& files) {
  std::vector<std::string> paths;
  for (const LeftoverOutput& file : files) paths.push_back(file.path);
  return paths;
}

TEST(TemporaryName, IsKnownAgain) {
  for (const std::string& name :
       {std::string("out.rdb"), std::string("x"), std::string(255, 'n')}) {
    const std::string temporary = temporary_name(name);
    EXPECT_LE(temporary.size(), kLongestName);
    EXPECT_TRUE(is_temporary_name(temporary, name)) << temporary;
    EXPECT_NE(temporary, temporary_name(name));
  }
  EXPECT_FALSE(is_temporary_name(temporary_name("other.rdb"), "out.rdb"));
  EXPECT_FALSE(is_temporary_name(".out.rdb.0123456789abcdeG.tmp", "out.rdb"));
  EXPECT_FALSE(is_temporary_name(".out.rdb.0123456789abcde.tmp", "out.rdb"));
  EXPECT_FALSE(is_temporary_name("out.rdb", "out.rdb"));
}

TEST(LeftoverOutputs, AreFilesThatNobodyWrites) {
  const testing::TempFolder folder;
  const std::string path = folder.path() + "/out.rdb";
  EXPECT_TRUE(leftover_outputs(path).empty());

  const std::string left = folder.path() + "/" + temporary_name("out.rdb");
  std::ofstream(left) << "half";
  fs::create_directory(folder.path() + "/" + temporary_name("out.rdb"));
  std::ofstream(folder.path() + "/" + temporary_name("other.rdb")) << "half";
  const auto found = leftover_outputs(path);
  ASSERT_EQ(paths_of(found), std::vector<std::string>{left});
  EXPECT_EQ(found[0].bytes, 4u);
}

TEST(LeftoverOutputs, AreNotTheOutputsOfRunningProcesses) {
  const testing::TempFolder folder;
  const std::string path = folder.path() + "/out.rdb";
  const auto sink = open_byte_sink(path, {.unnamed = false});
  sink->write("half");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
  EXPECT_TRUE(leftover_outputs(path).empty());
}

TEST(LeftoverOutputs, AFolderThatIsNotThereHasNone) {
  const testing::TempFolder folder;
  EXPECT_TRUE(leftover_outputs(folder.path() + "/none/out.rdb").empty());
  EXPECT_TRUE(leftover_outputs("").empty());
}

}  // namespace
}  // namespace rdb
