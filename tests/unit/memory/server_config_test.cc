#include "librdb/memory/server_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

ServerProfile applied(const ServerConfig& config, Family family = Family::redis,
                      std::uint16_t release = 700) {
  ServerProfile profile = server_profile(family, release);
  config.apply(profile);
  return profile;
}

ServerProfile read(Bytes text) {
  ServerConfig config;
  config.read(text);
  return applied(config);
}

TEST(ServerConfigTest, NothingSaidChangesNothing) {
  const ServerProfile profile = read("");
  EXPECT_EQ(profile.hash_max_listpack_entries, 512);
  EXPECT_EQ(profile.list_max_listpack_size, -2);
  EXPECT_TRUE(profile.shares_integers);
  EXPECT_TRUE(ServerConfig().empty());
}

TEST(ServerConfigTest, ReadsAFileOfAServer) {
  const ServerProfile profile = read(
      "# hash-max-listpack-entries 1\n"
      "\n"
      "port 6379\n"
      "  hash-max-listpack-entries 100   \r\n"
      "HASH-MAX-ZIPLIST-VALUE \"1kb\"\n"
      "zset-max-ziplist-entries 7\n"
      "zset-max-listpack-value 20\n"
      "set-max-intset-entries '9'\n"
      "set-max-listpack-entries 11\n"
      "set-max-listpack-value 12\n"
      "list-max-ziplist-size -4\n"
      "save \"\"");
  EXPECT_EQ(profile.hash_max_listpack_entries, 100);
  EXPECT_EQ(profile.hash_max_listpack_value, 1024);
  EXPECT_EQ(profile.zset_max_listpack_entries, 7);
  EXPECT_EQ(profile.zset_max_listpack_value, 20);
  EXPECT_EQ(profile.set_max_intset_entries, 9);
  EXPECT_EQ(profile.set_max_listpack_entries, 11);
  EXPECT_EQ(profile.set_max_listpack_value, 12);
  EXPECT_EQ(profile.list_max_listpack_size, -4);
}

TEST(ServerConfigTest, TheLastOneCounts) {
  const ServerProfile profile =
      read("hash-max-ziplist-entries 5\nhash-max-listpack-entries 6\nhash-max-ziplist-entries 7\n");
  EXPECT_EQ(profile.hash_max_listpack_entries, 7);
}

TEST(ServerConfigTest, UnitsAreThoseOfServers) {
  for (const auto& [text, bytes] :
       std::initializer_list<std::pair<Bytes, std::uint64_t>>{{"7", 7},
                                                              {"7b", 7},
                                                              {"2k", 2000},
                                                              {"2KB", 2048},
                                                              {"3m", 3'000'000},
                                                              {"3Mb", 3 << 20},
                                                              {"1g", 1'000'000'000},
                                                              {"4gb", std::uint64_t{4} << 30}}) {
    ServerConfig config;
    config.set("hash-max-listpack-value", text);
    EXPECT_EQ(applied(config).hash_max_listpack_value, bytes) << text;
  }
}

TEST(ServerConfigTest, OnlyALimitAndAClockKeepIntegersApart) {
  EXPECT_TRUE(read("maxmemory 1gb\nmaxmemory-policy noeviction\n").shares_integers);
  EXPECT_TRUE(read("maxmemory 1gb\nmaxmemory-policy volatile-ttl\n").shares_integers);
  EXPECT_TRUE(read("maxmemory 0\nmaxmemory-policy allkeys-lru\n").shares_integers);
  EXPECT_TRUE(read("maxmemory-policy allkeys-lru\n").shares_integers);
  for (const char* const policy : {"allkeys-lru", "volatile-lru", "allkeys-lfu", "volatile-lfu"}) {
    EXPECT_FALSE(read(std::string("maxmemory 1gb\nmaxmemory-policy ") + policy).shares_integers)
        << policy;
  }
  ServerConfig nothing;
  EXPECT_FALSE(applied(nothing, Family::valkey, 801).shares_integers);  // whatever is set
}

std::string reason_of(Bytes text) {
  try {
    read(text);
  } catch (const InvalidArgument& error) {
    return error.reason();
  }
  return "none";
}

TEST(ServerConfigTest, SaysTheLineThatIsWrong) {
  EXPECT_THAT(reason_of("port 1\nhash-max-listpack-entries many\n"),
              testing::AllOf(testing::HasSubstr("line 2"), testing::HasSubstr("many"),
                             testing::HasSubstr("hash-max-listpack-entries")));
  EXPECT_THAT(reason_of("hash-max-listpack-value"), testing::HasSubstr("a size"));
  EXPECT_THAT(reason_of("hash-max-listpack-value 9999999999gb"), testing::HasSubstr("a size"));
  EXPECT_THAT(reason_of("hash-max-listpack-value 3tb"), testing::HasSubstr("a size"));
  EXPECT_THAT(reason_of("hash-max-listpack-entries -1"), testing::HasSubstr("a number"));
  EXPECT_THAT(reason_of("list-max-listpack-size two"), testing::HasSubstr("-1 to -5"));
  EXPECT_THAT(reason_of("maxmemory-policy lru"), testing::HasSubstr("a policy"));
}

TEST(ServerConfigTest, UnknownNameListsTheKnownOnes) {
  ServerConfig config;
  try {
    config.set("hash-max-entries", "1");
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.reason(), testing::HasSubstr("set-max-intset-entries"));
  }
}

}  // namespace
}  // namespace rdb
