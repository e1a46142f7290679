#include "librdb/memory/server_choice.h"

#include <gtest/gtest.h>

namespace rdb {
namespace {

DumpServer dump(Bytes version) {
  DumpServer server;
  server.on(Header{.family = Family::redis, .version = 11});
  if (!version.empty()) server.on(Aux{.name = "redis-ver", .value = version});
  return server;
}

TEST(ServerChoice, SaysHowItCameToTheProfile) {
  const auto expect = [](const ChosenServer& chosen, std::uint16_t release, ServerMatch match,
                         const char* text) {
    EXPECT_EQ(chosen.profile.release, release);
    EXPECT_EQ(chosen.match, match) << name_of(chosen.match);
    EXPECT_EQ(server_text(name_of(chosen.profile), chosen.match), text);
  };
  const ServerChoice own;
  expect(own.of(dump("7.0.15")), 700, ServerMatch::measured, "redis 7.0");
  expect(own.of(dump("8.4.1")), 800, ServerMatch::nearest, "redis 8.0, the nearest modelled");
  // By its format it is one that is modelled, but nothing says that it is that one.
  expect(own.of(dump("")), 702, ServerMatch::guessed, "redis 7.2, guessed from the format");
  expect(own.of(dump("unknown")), 702, ServerMatch::guessed, "redis 7.2, guessed from the format");
  // Who names a server does not care who wrote the dump.
  const ServerChoice named{.server = ServerName{Family::valkey, 901}};
  const ServerChoice newer{.server = ServerName{Family::valkey, 905}};
  for (const Bytes version : {"", "7.0.15"}) {
    expect(named.of(dump(version)), 901, ServerMatch::measured, "valkey 9.1");
    expect(newer.of(dump(version)), 901, ServerMatch::nearest, "valkey 9.1, the nearest modelled");
  }
}

TEST(ServerChoice, MatchesHaveWords) {
  EXPECT_EQ(name_of(ServerMatch::measured), "measured");
  EXPECT_EQ(name_of(ServerMatch::nearest), "nearest");
  EXPECT_EQ(name_of(ServerMatch::guessed), "guessed");
}

}  // namespace
}  // namespace rdb
