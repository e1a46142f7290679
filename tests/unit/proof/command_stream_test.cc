// Streams (the type) as commands build them, and as RESTORE carries them.
#include "librdb/proof/command_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "librdb/base/errors.h"
#include "tests/unit/proof/command_fixture.h"

namespace rdb {
namespace {

using testing::by_field;
using testing::commands_of;
using testing::is_noticed;
using testing::listed;
using testing::verified_commands;
using Mode = RespWriterOptions::Mode;

// Streams in text form, a line a statement.
class StreamMaker {
 public:
  explicit StreamMaker(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::vector<std::string> lines() {
    std::vector<std::string> all;
    const std::uint64_t entries = below(6);
    for (std::uint64_t i = 1; i <= entries; ++i) add_entry(all, i);
    all.push_back("  info " + std::to_string(entries) + " 9-" + number(9) +
                  (entries == 0 ? " 0-0" : " 1-0") + " 0-" + number(5) + ' ' + number(90));
    for (std::uint64_t i = below(4); i != 0; --i) add_group(all, i);
    return all;
  }

 private:
  std::string number(std::uint64_t n) { return std::to_string(below(n)); }
  void add_entry(std::vector<std::string>& all, std::uint64_t i) {
    const std::uint64_t fields = 1 + below(3);
    all.push_back("  entry " + std::to_string(i) + "-0 " + std::to_string(fields));
    for (std::uint64_t field = 0; field < fields; ++field) {  // also what placeholders hold
      all.push_back(below(3) == 0 ? "  pair \"x\" \"y\"" : "  pair \"f\" " + number(9));
    }
  }
  void add_group(std::vector<std::string>& all, std::uint64_t i) {
    all.push_back("  group \"g" + std::to_string(i) + "\" 5-" + number(9) + ' ' + number(20));
    const std::uint64_t pending = below(4);
    for (std::uint64_t id = 1; id <= pending; ++id) {
      all.push_back("  pending " + std::to_string(id) + "-1 " + number(1000) + ' ' + number(9));
    }
    const std::uint64_t consumers = pending == 0 ? below(2) : 1 + below(2);
    for (std::uint64_t consumer = 0; consumer < consumers; ++consumer) {
      all.push_back("  consumer \"c" + std::to_string(consumer) + "\" " + number(1000) + ' ' +
                    number(1000));
      for (std::uint64_t id = 1 + consumer; id <= pending; id += consumers) {
        all.push_back("  owns " + std::to_string(id) + "-1");
      }
    }
  }
  std::mt19937_64 random_;
};

std::string dump_of(const std::vector<std::string>& lines, const std::string& attributes = "") {
  std::string text = "header REDIS 12\naux \"ctime\" \"1000\"\nselect-db 0\nkey \"s\" stream 21 " +
                     ("stream_3" + attributes) + "\n  begin ?\n";
  for (const std::string& line : lines) text += line + '\n';
  return text + "  end\nkey \"behind\" string 0 string\n  string 1\nfinish\n";
}

RespWriterOptions sent(std::uint64_t which) {
  if (which == 0) return {.target = parse_target("redis:6.2")};
  return {.mode = which == 1 ? Mode::commands : Mode::restore, .target = parse_target("redis:8.0")};
}

// Changes a number or a name in the line, what it says last before anything else.
bool change(std::string& line, std::size_t from_the_end) {
  std::size_t end = line.size();
  for (; from_the_end != 0 && end != std::string::npos; --from_the_end)
    end = line.rfind(' ', end - 1);
  if (end == std::string::npos || end < 8) return false;
  char& last = line[end - 1];
  if (last == '"') {
    line.insert(end - 1, "n");
  } else {
    last = last == '1' ? '2' : '1';
  }
  return true;
}

// Not what commands for that target cannot say; nor numbers of fields, which writers count.
bool can_be_said(const std::string& line, std::size_t from_the_end, std::uint64_t which) {
  if (line.starts_with("  entry") && from_the_end == 0) return false;
  if (which == 2) return true;
  if (line.starts_with("  consumer")) return from_the_end == 2;
  if (line.starts_with("  info")) {
    if (from_the_end == 2 || from_the_end == 4) return false;  // first id, length
    return which == 1 || from_the_end == 3;                    // 6.2: the last id alone
  }
  return !line.starts_with("  group") || which == 1 || from_the_end != 0;
}

TEST(CommandStream, WhatWasSentIsProved) {
  StreamMaker maker(41);
  for (int run = 0; run < 600; ++run) {
    const std::string source = dump_of(maker.lines(), maker.below(3) == 0 ? " expire=2000000" : "");
    const OwnedBytes commands = commands_of(source, sent(maker.below(3)));
    VerifyOptions options = by_field();
    options.can_read_again = run % 2 == 0;
    const Verification found = verified_commands(options, source, commands);
    ASSERT_TRUE(found.is_proved()) << listed(found) << source << commands;
  }
}

// RESTORE for an older server loses what its type does not say.
TEST(CommandStream, RestoredInAnOlderType) {
  StreamMaker maker(45);
  for (int run = 0; run < 300; ++run) {
    const std::string source = dump_of(maker.lines());
    for (const char* const target : {"redis:6.2", "redis:7.0", "redis:8.0"}) {
      const OwnedBytes commands =
          commands_of(source, {.mode = Mode::restore, .target = parse_target(target)});
      const Verification found = verified_commands(by_field(), source, commands);
      ASSERT_TRUE(found.is_proved()) << listed(found) << target << source;
    }
  }
}

TEST(CommandStream, EveryChangeIsFound) {
  StreamMaker maker(42);
  std::array<int, 3> tried{};
  for (int run = 0; run < 3000; ++run) {
    const std::vector<std::string> before = maker.lines();
    std::vector<std::string> after = before;
    std::string& line = after[maker.below(after.size())];
    const std::uint64_t which = maker.below(3);
    const std::size_t from_the_end = maker.below(5);
    const std::string original = line;
    if (!change(line, from_the_end) || !can_be_said(original, from_the_end, which)) continue;
    VerifyOptions options = by_field();
    options.can_read_again = run % 2 == 0;
    OwnedBytes commands;
    try {
      commands = commands_of(dump_of(after), sent(which));
    } catch (const Error&) {
      continue;  // the change made no stream
    }
    ASSERT_TRUE(is_noticed(options, dump_of(before), commands))
        << original << " -> " << line << '\n'
        << dump_of(before) << commands;
    ++tried[which];
  }
  for (const int runs : tried) EXPECT_GT(runs, 100);
}

TEST(CommandStream, EveryByteCounts) {
  StreamMaker maker(43);
  for (int run = 0; run < 1000; ++run) {
    const std::string source = dump_of(maker.lines());
    OwnedBytes commands = commands_of(source, sent(maker.below(3)));
    char& byte = commands[maker.below(commands.size())];
    byte = static_cast<char>(byte ^ (1 + maker.below(255)));
    ASSERT_TRUE(is_noticed(by_field(), source, commands)) << source << commands;
  }
}

// A dump says more of a stream than commands: all of it counts between dumps.
TEST(CommandStream, BetweenDumpsEverythingCounts) {
  StreamMaker maker(44);
  int tried = 0;
  for (int run = 0; run < 1000; ++run) {
    const std::vector<std::string> before = maker.lines();
    std::vector<std::string> after = before;
    std::string& line = after[maker.below(after.size())];
    const std::size_t from_the_end = maker.below(5);
    const std::string original = line;
    if (!change(line, from_the_end) || !can_be_said(original, from_the_end, 2)) continue;
    VerifyOptions options = by_field();
    options.can_read_again = run % 2 == 0;
    ASSERT_TRUE(testing::verified(options, dump_of(before), dump_of(before)).is_proved());
    Verification found;
    try {
      found = testing::verified(options, dump_of(before), dump_of(after));
    } catch (const Error&) {
      continue;
    }
    ASSERT_FALSE(found.is_proved()) << dump_of(before) << dump_of(after);
    ++tried;
  }
  EXPECT_GT(tried, 300);
}

OwnedBytes command(std::initializer_list<Bytes> parts) {
  OwnedBytes text = '*' + std::to_string(parts.size()) + "\r\n";
  for (const Bytes part : parts) {
    text += '$' + std::to_string(part.size()) + "\r\n" + OwnedBytes(part) + "\r\n";
  }
  return text;
}

// Other orders would make a server hold something else.
TEST(CommandStream, OtherOrdersAreNotUnderstood) {
  const std::string source = dump_of({"  info 0 0-0 0-0 0-0 0"});
  const OwnedBytes create = command({"XGROUP", "CREATE", "s", "g", "0-0", "MKSTREAM"});
  const OwnedBytes consumer = command({"XGROUP", "CREATECONSUMER", "s", "g", "c"});
  const OwnedBytes entry = command({"XADD", "s", "1-1", "x", "y"});
  const OwnedBytes claim = command(
      {"XCLAIM", "s", "g", "c", "0", "1-1", "TIME", "1", "RETRYCOUNT", "1", "FORCE", "JUSTID"});
  const OwnedBytes trim = command({"XTRIM", "s", "MAXLEN", "0"});
  const OwnedBytes set_id = command({"XSETID", "s", "0-0"});
  for (const OwnedBytes& commands :
       {create, entry, entry + trim + set_id, create + consumer + entry + claim + entry + set_id,
        create + consumer + entry + claim + set_id, create + consumer + claim,
        create + entry + claim, create + consumer + entry + claim + trim + entry + set_id,
        create + consumer + entry + claim + trim + trim, entry + set_id + entry,
        entry + set_id + set_id, entry + create + set_id, set_id,
        entry + set_id + command({"SELECT", "1"}) + command({"XADD", "t", "1-1", "x", "y"}) +
            command({"XSETID", "t", "1-1", "ENTRIESADDED", "1", "MAXDELETEDID", "0-0"})}) {
    EXPECT_THROW(verified_commands(by_field(), source, commands), Unsupported) << commands;
  }
}

}  // namespace
}  // namespace rdb
