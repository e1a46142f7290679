#include "librdb/memory/dump_server.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

DumpServer of(Family family, std::uint32_t version, Bytes name = "", Bytes value = "") {
  DumpServer server;
  server.on(Header{.family = family, .version = version});
  server.on(Aux{.name = "ctime", .value = "9.9.9"});
  if (!name.empty()) server.on(Aux{.name = name, .value = value});
  return server;
}

void expect(const DumpServer& server, Family family, std::uint16_t release, bool is_named) {
  EXPECT_EQ(server.family(), family);
  EXPECT_EQ(server.release(), release);
  EXPECT_EQ(server.is_named(), is_named);
}

TEST(DumpServerTest, IsNamedByTheDump) {
  expect(of(Family::redis, 10, "redis-ver", "7.0.15"), Family::redis, 700, true);
  expect(of(Family::redis, 12, "redis-ver", "8.2.0"), Family::redis, 802, true);
  expect(of(Family::redis, 11, "valkey-ver", "8.1.1"), Family::valkey, 801, true);
  expect(of(Family::valkey, 80, "valkey-ver", "9.1.2"), Family::valkey, 901, true);
  expect(of(Family::redis, 9, "redis-ver", "255.255.255"), Family::redis, 602, false);
}

TEST(DumpServerTest, IsGuessedFromTheVersion) {
  expect(of(Family::redis, 6), Family::redis, 602, false);
  expect(of(Family::redis, 10), Family::redis, 700, false);
  expect(of(Family::redis, 11), Family::redis, 702, false);
  expect(of(Family::redis, 12), Family::redis, 800, false);
  expect(of(Family::valkey, 80), Family::valkey, 901, false);
  for (const Bytes value : {"", "7", "7.", "seven.0", "7.x", "7.0x", "-7.0"}) {
    expect(of(Family::redis, 10, "redis-ver", value), Family::redis, 700, false);
  }
}

TEST(DumpServerTest, NamesOfServers) {
  const ServerName redis = parse_server_name("redis:7.0");
  EXPECT_EQ(redis.family, Family::redis);
  EXPECT_EQ(redis.release, 700);
  const ServerName valkey = parse_server_name("valkey:9.1.2");
  EXPECT_EQ(valkey.family, Family::valkey);
  EXPECT_EQ(valkey.release, 901);
  for (const Bytes text : {"", "redis", "redis:", "redis:7", "keydb:6.3", "valkey:new", "7.0"}) {
    EXPECT_THROW(parse_server_name(text), InvalidArgument) << text;
  }
}

}  // namespace
}  // namespace rdb
