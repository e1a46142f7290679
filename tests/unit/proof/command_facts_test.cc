// Verify with a stream of commands as the result.
#include "librdb/proof/command_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"
#include "librdb/write/resp_writer.h"
#include "tests/support/memory_spool.h"
#include "tests/support/random_flat_dump.h"
#include "tests/unit/proof/verify_fixture.h"

namespace rdb {
namespace {

using testing::FlatDumpMaker;
using testing::listed;

OwnedBytes commands_of(const std::string& dump, const char* target, std::size_t chunk = 512) {
  OwnedBytes text;
  MemorySink out(text);
  TempSpoolFactory spools("/tmp");
  RespWriter writer(out, {.target = parse_target(target),
                          .now_ms = testing::kDumpTime,
                          .chunk_elements = chunk,
                          .spools = &spools});
  TextReader(dump).run(writer);
  return text;
}

Verification verified_commands(VerifyOptions options, Bytes source, Bytes commands) {
  options.result_is_commands = true;
  Verifier verifier(options);
  TextReader(source).run(verifier.source());
  MemorySource input(commands, 7);
  testing::MemorySpools spools;
  verifier.read_commands(input, spools);
  return verifier.finish();
}

VerifyOptions by_field() {
  VerifyOptions options;
  options.rules = {{.pattern = "{a}:{f}", .field = "f"}};
  return options;
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
    const OwnedBytes commands = commands_of(result, target, 1 + maker.below(5));
    const Verification found = verified_commands(options, source, commands);
    ASSERT_TRUE(found.is_proved()) << listed(found) << source << result << commands;
    ++proved;
    expired += found.expired;
    if (commands.empty()) continue;
    // one byte of it changed: not understood, or found
    OwnedBytes corrupt = commands;
    char& byte = corrupt[maker.below(corrupt.size())];
    byte = static_cast<char>(byte ^ (1 + maker.below(255)));
    bool noticed = false;
    try {
      noticed = !verified_commands(options, source, corrupt).is_proved();
    } catch (const Error&) {
      noticed = true;
    }
    ASSERT_TRUE(noticed) << source << corrupt;
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
      verified_commands(by_field(), source, commands_of(source, "redis:8.0", 1));
  EXPECT_TRUE(found.is_proved()) << listed(found);
  EXPECT_EQ(found.streams_not_compared, 1U);
  const OwnedBytes commands =
      "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$4\r\nSADD\r\n$1\r\ns\r\n$1\r\nm\r\n";
  EXPECT_EQ(verified_commands(by_field(), source, commands).count, 5U);
}

TEST(CommandFacts, LargeValuesGoToSpools) {
  const OwnedBytes value(3 << 20, 'v');
  const std::string source =
      kHead + "key \"k\" string 0 string\n  string \"" + value + "\"\nfinish\n";
  OwnedBytes commands = commands_of(source, "redis:7.0");
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
       {"*4\r\n$7\r\nRESTORE\r\n$1\r\nk\r\n$1\r\n0\r\n$1\r\nx\r\n", "*1\r\n$3\r\nSET\r\n",
        "*2\r\n$6\r\nSELECT\r\n$2\r\n-1\r\n", "*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n",
        "*3\r\n$9\r\nPEXPIREAT\r\n$1\r\nk\r\n$1\r\n1\r\n",
        "*3\r\n$4\r\nHSET\r\n$1\r\nk\r\n$1\r\n1\r\n"}) {
    EXPECT_THROW(verified_commands(by_field(), source, text), Unsupported) << text;
  }
}

}  // namespace
}  // namespace rdb
