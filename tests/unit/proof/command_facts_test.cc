// Verify with a stream of commands as the result.
#include "librdb/proof/command_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"
#include "tests/unit/proof/command_fixture.h"

namespace rdb {
namespace {

using testing::by_field;
using testing::commands_of;
using testing::FlatDumpMaker;
using testing::is_noticed;
using testing::listed;
using testing::verified_commands;
using Mode = RespWriterOptions::Mode;

RespWriterOptions to(const char* target, std::size_t chunk = 512) {
  return {.target = parse_target(target), .chunk_elements = chunk};
}

TEST(CommandFacts, WhatRegroupSentIsProved) {
  FlatDumpMaker maker(31);
  int proved = 0;
  std::uint64_t expired = 0;
  for (int run = 0; run < 1200; ++run) {
    RegroupOptions regroup;
    regroup.rules = FlatDumpMaker::rule(maker.below(FlatDumpMaker::kRules));
    regroup.allow_none = true;
    const auto ttl = static_cast<GroupTtl>(maker.below(6));
    for (RegroupRule& rule : regroup.rules) {
      rule.group_ttl = ttl;
      rule.on_conflict = static_cast<FieldConflict>(maker.below(2) + 2);
    }
    VerifyOptions options;
    options.rules = regroup.rules;
    const OwnedBytes source = maker.make({.existing = maker.below(2) == 0});
    std::string result;
    try {
      result = testing::grouped(regroup, source);
    } catch (const Refused&) {
      continue;
    }
    const char* const target =
        ttl == GroupTtl::field || maker.below(2) == 0 ? "redis:8.0" : "redis:6.2";
    RespWriterOptions sent = to(target, 1 + maker.below(5));
    sent.mode = run % 2 == 0 ? Mode::commands : Mode::restore;
    const OwnedBytes commands = commands_of(result, sent);
    options.can_read_again = run % 4 < 2;
    const Verification found = verified_commands(options, source, commands);
    ASSERT_TRUE(found.is_proved()) << listed(found) << source << result << commands;
    ++proved;
    expired += found.expired;
    if (commands.empty()) continue;
    // one byte of it changed: not understood, or found
    OwnedBytes corrupt = commands;
    char& byte = corrupt[maker.below(corrupt.size())];
    byte = static_cast<char>(byte ^ (1 + maker.below(255)));
    ASSERT_TRUE(is_noticed(options, source, corrupt)) << source << corrupt;
  }
  EXPECT_GT(proved, 600);
  EXPECT_GT(expired, 1000U);
}

const std::string kHead = "header REDIS 12\naux \"ctime\" \"1000\"\nselect-db 0\n";

TEST(CommandFacts, EveryTypeIsRead) {
  const std::string source =
      kHead +
      "key \"l\" list 1 list expire=2000000\n  begin 3\n  item \"x\"\n"
      "  item 2\n  item 3\n  end\n"
      "key \"s\" set 2 set\n  begin 2\n  member \"m\"\n  member \"1\"\n  end\n"
      "key \"z\" zset 5 zset_2\n  begin 2\n  scored \"a\" -1.5\n"
      "  scored \"b\" inf\n  end\n"
      "key \"h\" hash 24 hash\n  begin 2\n  field \"f\" 1 expire=3000000\n"
      "  field \"g\" \"v\"\n  end\n"
      "key \"t\" stream 21 stream\n  begin 1\n  entry 1-1 1\n"
      "  pair \"f\" \"v\"\n  info 1 1-1 1-1 0-0 1\n  end\nfinish\n";
  const Verification found =
      verified_commands(by_field(), source, commands_of(source, to("redis:8.0", 1)));
  EXPECT_TRUE(found.is_proved()) << listed(found);
  const OwnedBytes commands =
      "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$4\r\nSADD\r\n$1\r\ns\r\n$1\r\nm\r\n";
  EXPECT_EQ(verified_commands(by_field(), source, commands).count, 5U);
}

TEST(CommandFacts, LargeValuesGoToSpools) {
  const OwnedBytes value(3 << 20, 'v');
  const std::string source =
      kHead + "key \"k\" string 0 string\n  string \"" + value + "\"\nfinish\n";
  OwnedBytes commands = commands_of(source, to("redis:7.0"));
  EXPECT_TRUE(verified_commands(by_field(), source, commands).is_proved());
  commands[commands.size() / 2] = 'w';
  EXPECT_FALSE(verified_commands(by_field(), source, commands).is_proved());
}

TEST(CommandFacts, WhatIsNoStreamOfOurCommandsIsAnError) {
  const std::string source = kHead + "finish\n";
  for (const char* const text :
       {"+OK\r\n", "*0\r\n", "*x\r\n", "*1\r\n$3\r\nSET\n", "*1\n", "*1\r\n$-1\r\n",
        "*99999999999999999999\r\n", "*1\r\n$3\r\nSETS\r\n"}) {
    EXPECT_THROW(verified_commands(by_field(), source, text), CorruptInput) << text;
  }
  for (const char* const text : {"*2\r\n$3\r\nSET\r\n", "*1\r\n$900000000000\r\nx", "*1", "*"}) {
    EXPECT_THROW(verified_commands(by_field(), source, text), TruncatedInput) << text;
  }
  for (const char* const text :
       {"*1\r\n$3\r\nSET\r\n", "*2\r\n$6\r\nSELECT\r\n$2\r\n-1\r\n",
        "*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n", "*3\r\n$9\r\nPEXPIREAT\r\n$1\r\nk\r\n$1\r\n1\r\n",
        "*3\r\n$4\r\nHSET\r\n$1\r\nk\r\n$1\r\n1\r\n"}) {
    EXPECT_THROW(verified_commands(by_field(), source, text), Unsupported) << text;
  }
}

TEST(CommandFacts, RestoredValuesOfAnySize) {
  const OwnedBytes large(3 << 20, 'v');
  const std::string source = kHead + "key \"k\" string 0 string expire=2000000\n  string \"" +
                             large + "\"\nkey \"l\" list 1 list\n  begin 2\n  item \"" + large +
                             "\"\n  item 7\n  end\nfinish\n";
  RespWriterOptions sent = to("redis:7.0");
  sent.mode = Mode::restore;
  OwnedBytes commands = commands_of(source, sent);
  EXPECT_TRUE(verified_commands(by_field(), source, commands).is_proved());
  const auto expiry = commands.find("2000000");
  ASSERT_NE(expiry, OwnedBytes::npos);
  commands[expiry] = '3';
  EXPECT_EQ(listed(verified_commands(by_field(), source, commands)),
            "expiry 0 k: 2000000 -> 3000000\n");
  commands[commands.size() / 4] = 'w';
  EXPECT_THROW(verified_commands(by_field(), source, commands), CorruptInput);
}

OwnedBytes bulk(Bytes bytes) {
  return '$' + std::to_string(bytes.size()) + "\r\n" + OwnedBytes(bytes) + "\r\n";
}
// A RESTORE of a key `k` with a footer of that version.
OwnedBytes restore(OwnedBytes payload, std::uint16_t version, const std::string& more = "",
                   int parts = 4, Bytes ttl = "0") {
  payload += static_cast<char>(version & 0xff);
  payload += static_cast<char>(version >> 8);
  const std::uint64_t crc = crc64(0, payload);
  for (int shift = 0; shift < 64; shift += 8) payload += static_cast<char>(crc >> shift & 0xff);
  return '*' + std::to_string(parts) + "\r\n" + bulk("RESTORE") + bulk("k") + bulk(ttl) +
         bulk(payload) + more;
}

TEST(CommandFacts, WhatAServerWouldNotRestoreIsAnError) {
  const std::string source = kHead + "key \"k\" string 0 string\n  string \"abc\"\nfinish\n";
  const OwnedBytes string("\0\3abc", 5);
  EXPECT_TRUE(verified_commands(by_field(), source, restore(string, 6)).is_proved());
  EXPECT_TRUE(verified_commands(by_field(), source, restore(string, 80)).is_proved());
  EXPECT_TRUE(verified_commands(by_field(), source,
                                restore(string, 11, bulk("REPLACE") + bulk("FREQ") + bulk("7"), 7))
                  .is_proved());
  const auto read = [&](const OwnedBytes& commands) {
    verified_commands(by_field(), source, commands);
  };
  EXPECT_THROW(read(restore(string, 81)), Unsupported);
  EXPECT_THROW(read(restore(string, 16)), Unsupported);
  EXPECT_THROW(read(restore(OwnedBytes("\x3f\3abc", 5), 11)), Unsupported);  // no such type
  EXPECT_THROW(read(restore(OwnedBytes("\0\4abc", 5), 11)), CorruptInput);   // cut
  EXPECT_THROW(read(restore(OwnedBytes("\0\2abc", 5), 11)), CorruptInput);   // too long
  EXPECT_THROW(read(restore(OwnedBytes("\1\xbf\xff\xff\xff", 5), 11)), CorruptInput);  // a claim
  EXPECT_THROW(read(restore("", 11)), CorruptInput);
  EXPECT_THROW(read(restore(string, 11, bulk("ABSTTL"), 5, "-1")), Unsupported);
  EXPECT_THROW(read(restore(string, 11, "", 4, "5000")), Unsupported);  // from when on?
  EXPECT_THROW(read(restore(string, 11, bulk("SOON"), 5)), Unsupported);
  EXPECT_THROW(read(restore(string, 11, bulk("FREQ"), 5)), Unsupported);
  OwnedBytes corrupt = restore(string, 11);
  corrupt[corrupt.size() - 3] ^= 1;  // of the checksum
  EXPECT_THROW(read(corrupt), CorruptInput);
}

}  // namespace
}  // namespace rdb
