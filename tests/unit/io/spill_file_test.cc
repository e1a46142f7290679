#include "librdb/io/spill_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

#include "librdb/base/errors.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using testing::random_bytes;

std::vector<OwnedBytes> some_blocks() {
  std::vector<OwnedBytes> blocks;
  for (const std::size_t size : {1u, 2u, 100u, 65536u, 300000u}) {
    blocks.push_back(random_bytes(size, size));
    blocks.push_back(OwnedBytes(size, 'a'));
  }
  return blocks;
}

TEST(SpillFile, GivesBackWhatItWasGivenInAnyOrder) {
  for (const SpillCodec codec : {SpillCodec::automatic, SpillCodec::none, SpillCodec::lz4}) {
    SpillFile file({.folder = "/tmp", .codec = codec});
    const std::vector<OwnedBytes> blocks = some_blocks();
    std::vector<std::uint64_t> places;
    std::uint64_t bytes = 0;
    for (const OwnedBytes& block : blocks) {
      places.push_back(file.append(block));
      bytes += block.size();
    }
    EXPECT_EQ(file.appended(), bytes);
    EXPECT_EQ(file.size() < bytes, codec == SpillCodec::lz4);
    OwnedBytes read;
    for (std::size_t i = blocks.size(); i-- > 0;) {
      std::uint64_t at = places[i];
      EXPECT_EQ(file.size_of(at), blocks[i].size());
      file.read(at, read);
      EXPECT_EQ(read, blocks[i]);
      EXPECT_EQ(at, i + 1 < places.size() ? places[i + 1] : file.size()) << "the next block";
    }
  }
}

// The same bytes as into a string, and never one more than there is room for.
TEST(SpillFile, ReadsIntoMemoryOfTheCaller) {
  constexpr char kUntouched = '~';
  for (const SpillCodec codec : {SpillCodec::none, SpillCodec::lz4}) {
    SpillFile file({.folder = "/tmp", .codec = codec});
    for (const OwnedBytes& block : some_blocks()) {
      const std::uint64_t at = file.append(block);
      OwnedBytes to(block.size() + 1, kUntouched);
      EXPECT_EQ(file.read(at, to.data(), block.size()), block.size());
      EXPECT_EQ(to, block + kUntouched);
      to.assign(to.size(), kUntouched);
      EXPECT_THROW(file.read(at, to.data(), block.size() - 1), IoError);
      EXPECT_EQ(to, OwnedBytes(to.size(), kUntouched));
    }
  }
}

TEST(SpillFile, HasNoNameAndNoFileUntilItIsNeeded) {
  const testing::TempFolder folder;
  SpillFile file({.folder = folder.path()});
  file.append("x");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  SpillFile nowhere({.folder = folder.path() + "/none"});
  EXPECT_EQ(nowhere.size(), 0u);
  try {
    nowhere.append("x");
    FAIL();
  } catch (const IoError& error) {
    EXPECT_EQ(error.error_number(), ENOENT);
    EXPECT_THAT(error.what(), HasSubstr("/none"));
  }
}

// The descriptor of a file without a name in this folder.
int descriptor_in(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (target.starts_with(folder + '/')) return std::stoi(entry.path().filename().string());
  }
  return -1;
}

TEST(SpillFile, WhatTheDiskGivesBackWronglyIsAnError) {
  for (const SpillCodec codec : {SpillCodec::none, SpillCodec::lz4}) {
    const testing::TempFolder folder;
    SpillFile file({.folder = folder.path(), .codec = codec});
    const OwnedBytes block = random_bytes(200, 1) + OwnedBytes(3000, 'b');
    const std::uint64_t place = file.append(block);
    const int fd = descriptor_in(folder.path());
    ASSERT_GE(fd, 0);
    for (std::uint64_t at = 0; at < file.size(); ++at) {
      char byte = 0;
      ASSERT_EQ(::pread(fd, &byte, 1, static_cast<off_t>(at)), 1);
      const char wrong = static_cast<char>(byte ^ 4);
      ASSERT_EQ(::pwrite(fd, &wrong, 1, static_cast<off_t>(at)), 1);
      OwnedBytes read;
      std::uint64_t from = place;
      EXPECT_THROW(file.read(from, read), IoError) << at;
      read.resize(block.size());
      EXPECT_THROW(file.read(place, read.data(), read.size()), IoError) << at;
      ASSERT_EQ(::pwrite(fd, &byte, 1, static_cast<off_t>(at)), 1);
    }
    ASSERT_EQ(::ftruncate(fd, static_cast<off_t>(file.size() - 1)), 0);
    OwnedBytes read;
    std::uint64_t from = place;
    EXPECT_THROW(file.read(from, read), IoError);
  }
}

}  // namespace
}  // namespace rdb
