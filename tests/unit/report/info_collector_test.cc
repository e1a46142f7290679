#include "librdb/report/info_collector.h"

#include <gtest/gtest.h>

#include <random>

#include "librdb/report/info_text.h"

namespace rdb {
namespace {

std::uint64_t module_id(const std::string& name, std::uint64_t version) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::uint64_t id = 0;
  for (const char c : name) id = id << 6 | alphabet.find(c);
  return id << 10 | version;
}

TEST(ModuleName, ComesBackFromTheId) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    std::string name(9, ' ');
    for (char& c : name) c = alphabet[random() % 64];
    ASSERT_EQ(module_name(module_id(name, random() % 1024)), name);
  }
}

TEST(FunctionLibraryName, IsTakenFromTheFirstLine) {
  EXPECT_EQ(function_library_name("#!lua name=mylib\nreturn 1"), "mylib");
  EXPECT_EQ(function_library_name("#!js api_version=1.0 name=lib\r\nx"), "lib");
  EXPECT_EQ(function_library_name("#!lua\nname=late"), "");
  EXPECT_EQ(function_library_name("name=mylib"), "");
  EXPECT_EQ(function_library_name(""), "");
}

void enter(InfoCollector& collector, std::uint32_t db, ObjectType type, bool expires) {
  Entry entry;
  entry.db = db;
  entry.type = type;
  if (expires) entry.attributes.expire_ms = 1;
  EXPECT_TRUE(collector.enter(entry).empty());
}

TEST(InfoCollector, CountsByDatabaseAndType) {
  InfoCollector collector;
  collector.on(SelectDb{.db = 2});
  collector.on(ResizeDb{.keys = 9, .expires = 4});
  enter(collector, 2, ObjectType::hash, true);
  enter(collector, 2, ObjectType::hash, false);
  enter(collector, 0, ObjectType::string, false);
  const DumpInfo& info = collector.info();
  EXPECT_EQ(info.keys(), 3u);
  EXPECT_EQ(info.databases.at(2).keys, 2u);
  EXPECT_EQ(info.databases.at(2).expires, 1u);
  EXPECT_EQ(info.databases.at(2).stated_keys, 9u);
  EXPECT_EQ(info.databases.at(2).keys_by_type[static_cast<std::size_t>(ObjectType::hash)], 2u);
  EXPECT_FALSE(info.databases.at(0).stated_keys.has_value());
}

TEST(InfoCollector, HoldsABoundedNumberOfFields) {
  InfoCollector collector;
  const std::string large(100'000, 'v');
  for (std::size_t i = 0; i < DumpInfo::kMaxListed + 5; ++i) {
    collector.on(Aux{.name = "n", .value = large});
    collector.on(Function{.library = "#!lua name=x\n"});
  }
  EXPECT_EQ(collector.info().aux.size(), DumpInfo::kMaxListed);
  EXPECT_EQ(collector.info().aux_not_listed, 5u);
  EXPECT_EQ(collector.info().aux[0].value.size(), DumpInfo::kAuxValueShown);
  EXPECT_EQ(collector.info().functions_not_listed, 5u);
}

TEST(InfoCollector, AbsurdCtimeIsNone) {
  for (const char* value : {"", "x", "-1", "9223372036854775807", "1.5"}) {
    InfoCollector collector;
    collector.on(Aux{.name = "ctime", .value = value});
    EXPECT_FALSE(collector.info().created_ms().has_value()) << value;
  }
  InfoCollector collector;
  collector.on(Aux{.name = "ctime", .value = "17"});
  EXPECT_EQ(collector.info().created_ms(), 17'000);
}

TEST(InfoCollector, ChecksumIsVerifiedOnlyIfStoredAndEqual) {
  const auto verified = [](bool has, std::uint64_t stored, std::uint64_t computed) {
    InfoCollector collector;
    collector.on(Finish{.has_checksum = has, .checksum = stored, .computed = computed});
    return collector.info().checksum_verified;
  };
  EXPECT_TRUE(verified(true, 5, 5));
  EXPECT_FALSE(verified(true, 0, 0));
  EXPECT_FALSE(verified(true, 5, 0));
  EXPECT_FALSE(verified(false, 5, 5));
}

}  // namespace
}  // namespace rdb
