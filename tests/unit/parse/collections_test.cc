// Values of every type, spelled byte by byte: what is told of them, and what is refused.
#include <gtest/gtest.h>

#include <cstdio>

#include "librdb/base/errors.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using testing::spelled;
using testing::text_of;

constexpr char kRedis[] = "REDIS0012";
constexpr char kValkey[] = "VALKEY080";

// What is told between a key's `enter` and the end.
OwnedBytes told(const char* magic, unsigned type, Bytes value, Interest wanted) {
  const OwnedBytes dump = DumpBuilder(magic).key(type, "k").bytes(value).finish();
  const OwnedBytes text = text_of(dump, wanted);
  const std::size_t begin = text.find('\n', text.find("key ")) + 1;
  OwnedBytes lines = text.substr(begin, text.find("finish") - begin);
  OwnedBytes short_lines;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    const std::size_t first = lines.find_first_not_of(' ', at);
    short_lines += lines.substr(first, end - first) + '|';
    at = end + 1;
  }
  return short_lines;
}

OwnedBytes elements(unsigned type, const OwnedBytes& value, const char* magic = kRedis) {
  return told(magic, type, spelled(value), Interest::elements);
}

OwnedBytes layout(unsigned type, const OwnedBytes& value, const char* magic = kRedis) {
  return told(magic, type, spelled(value), Interest::layout);
}

void expect_corrupt(unsigned type, const OwnedBytes& value, const char* magic = kRedis) {
  SCOPED_TRACE(value);
  EXPECT_THROW(elements(type, value, magic), CorruptInput);
}

// A listpack as a string of the dump, spelled.
OwnedBytes listpack(unsigned count, const OwnedBytes& entries) {
  const auto size = static_cast<unsigned>(spelled(entries).size() + 7);
  char head[40];
  std::snprintf(head, sizeof head, "%02x %02x 00 00 00 %02x 00 ", size, size, count);
  return head + entries + " ff ";
}

constexpr char kNothing[] = "begin 0|end|";
// "f1", "v1", "f2", 22
constexpr char kZiplist[] =
    R"(1a 1a 00 00 00 16 00 00 00 04 00 00 02 66 31 04 02 76 31 04 02 66 32 04 fe 16 ff)";
constexpr char kListpack[] = R"(15 15 00 00 00 04 00 82 "f1" 03 82 "v1" 03 82 "f2" 03 16 01 ff)";

TEST(Names, ThatComeTwiceAreDamage) {
  expect_corrupt(2, R"(02 01 "x" 01 "x")");
  expect_corrupt(4, R"(02 01 "f" 01 "1" 01 "f" 01 "2")");
  expect_corrupt(5, R"(02 01 "a" 00 00 00 00 00 00 f8 3f 01 "a" 00 00 00 00 00 00 f8 3f)");
  expect_corrupt(20, listpack(2, R"(81 "a" 02 81 "a" 02)"));
  expect_corrupt(16, listpack(4, R"(05 01 81 "v" 02 05 01 81 "v" 02)"));
  expect_corrupt(23, listpack(6, R"(81 "f" 02 81 "v" 02 00 01 81 "f" 02 81 "v" 02 00 01)"));
  const auto set_of = [](int members, int last) {
    DumpBuilder dump;
    dump.key(2, "k").length(static_cast<std::uint64_t>(members) + 1);
    for (int i = 0; i < members; ++i) dump.string(std::to_string(i));
    return text_of(dump.string(std::to_string(last)).key(2, "next").length(1).string("1").finish(),
                   Interest::elements);
  };
  for (const int members : {15, 16, 17, 64, 65, 5000}) {
    EXPECT_NO_THROW(set_of(members, members));
    for (const int twice : {0, members / 2, members - 1}) {
      EXPECT_THROW(set_of(members, twice), CorruptInput) << members << ' ' << twice;
    }
  }
}

TEST(Lists, AreToldFromHeadToTail) {
  EXPECT_EQ(elements(1, R"(03 01 "x" c0 fb c3 05 1e 00 "c" e0 14 00)"),
            "begin 3|item \"x\"|item -5|item \"cccccccccccccccccccccccccccccc\"|end|");
  const OwnedBytes four = "item \"f1\"|item \"v1\"|item \"f2\"|item 22|end|";
  EXPECT_EQ(elements(10, kZiplist), "begin 4|" + four);
  EXPECT_EQ(elements(14, OwnedBytes("01 ") + kZiplist), "begin ?|" + four);
  EXPECT_EQ(elements(18, OwnedBytes("02 01 03 \"p\" 00 \"q\" 02 ") + kListpack),
            "begin ?|item \"p\\x00q\"|" + four);
  EXPECT_EQ(elements(1, "00"), kNothing);
  EXPECT_EQ(elements(14, "00"), kNothing);
  EXPECT_EQ(elements(18, "00"), kNothing);
  expect_corrupt(18, "01 03 01 \"x\"");  // no such container
  expect_corrupt(18, "01 02 01 \"x\"");  // not a listpack
  expect_corrupt(1, "c3 01 \"x\"");      // a string encoding for a count
  EXPECT_THROW(elements(1, "81 ff ff ff ff ff ff ff ff"), TruncatedInput);
}

TEST(Sets, AreToldAsTheyStand) {
  EXPECT_EQ(elements(2, R"(02 01 "x" c0 05)"), "begin 2|member \"x\"|member \"5\"|end|");
  EXPECT_EQ(elements(11, "0c 02 00 00 00 02 00 00 00 ff ff 07 00"),
            "begin 2|member \"-1\"|member \"7\"|end|");
  EXPECT_EQ(elements(20, kListpack),
            "begin 4|member \"f1\"|member \"v1\"|member \"f2\"|member \"22\"|end|");
  expect_corrupt(11, "0c 02 00 00 00 02 00 00 00 07 00 07 00");  // twice
  expect_corrupt(11, "08 02 00 00 00 00 00 00 00");              // empty
}

TEST(SortedSets, HaveScoresInEveryForm) {
  EXPECT_EQ(elements(3, R"(03 01 "a" 03 "1.5" 01 "b" fe 01 "c" ff)"),
            "begin 3|scored \"a\" 1.5|scored \"b\" inf|scored \"c\" -inf|end|");
  EXPECT_EQ(elements(5, R"(01 01 "a" 00 00 00 00 00 00 f8 3f)"), "begin 1|scored \"a\" 1.5|end|");
  EXPECT_EQ(elements(17, listpack(4, R"(81 "a" 02 83 "2.5" 04 81 "b" 02 df ff 02)")),
            "begin 2|scored \"a\" 2.5|scored \"b\" -1|end|");
  EXPECT_EQ(elements(12, R"(12 12 00 00 00 0e 00 00 00 02 00 00 02 66 31 04 fe 16 ff)") + "",
            "begin 1|scored \"f1\" 22|end|");
  expect_corrupt(3, R"(01 01 "a" fd)");
  expect_corrupt(3, R"(01 01 "a" 02 "1x")");
  expect_corrupt(3, R"(01 01 "a" 00)");
  expect_corrupt(5, R"(01 01 "a" 00 00 00 00 00 00 f8 7f)");
  expect_corrupt(17, listpack(2, R"(81 "a" 02 83 "nan" 04)"));
  expect_corrupt(17, listpack(1, R"(81 "a" 02)"));  // no score
}

TEST(Hashes, HaveExpiriesInEveryForm) {
  const OwnedBytes both = "begin 2|field \"f\" \"v\" expire=1000|field \"g\" \"w\"|end|";
  EXPECT_EQ(elements(22, R"(02 43 e8 01 "f" 01 "v" 00 01 "g" 01 "w")"), both);
  EXPECT_EQ(elements(24, R"(e8 03 00 00 00 00 00 00 02 01 01 "f" 01 "v" 00 01 "g" 01 "w")"), both);
  const OwnedBytes triples =
      listpack(6, R"(81 "f" 02 81 "v" 02 c3 e8 02 81 "g" 02 81 "w" 02 00 01)");
  EXPECT_EQ(elements(23, triples), both);
  EXPECT_EQ(elements(25, "00 00 00 00 00 00 00 00 " + triples), both);
  EXPECT_EQ(elements(22, R"(02 01 "f" 01 "v" e8 03 00 00 00 00 00 00
                            01 "g" 01 "w" ff ff ff ff ff ff ff ff)",
                     kValkey),
            both);
  // the least expiry of all plus an offset is too late, or absurd by itself
  expect_corrupt(24, R"(ff ff ff ff ff ff 00 00 01 02 01 "f" 01 "v")");
  expect_corrupt(24, R"(00 00 00 00 00 00 01 00 01 01 01 "f" 01 "v")");
  expect_corrupt(22, R"(01 81 00 01 00 00 00 00 00 00 01 "f" 01 "v")");
  expect_corrupt(22, R"(01 01 "f" 01 "v" fe ff ff ff ff ff ff ff)", kValkey);
  expect_corrupt(23, listpack(3, R"(81 "f" 02 81 "v" 02 81 "x" 02)"));
  expect_corrupt(23, listpack(2, R"(81 "f" 02 81 "v" 02)"));
}

TEST(Hashes, ExpiryBehindAValueLargerThanTheWindow) {
  const OwnedBytes value(5000, 'v');
  DumpBuilder dump(kValkey);
  dump.key(22, "k").length(2);
  for (const char* field : {"f", "g"}) {
    dump.string(field).string(value).little_endian(std::int64_t{77});
  }
  TempSpoolFactory spools(::testing::TempDir());
  const OwnedBytes large =
      text_of(dump.finish(), Interest::elements, {.window_bytes = 64, .spools = &spools});
  EXPECT_EQ(large, text_of(dump.finish(), Interest::elements));
  EXPECT_NE(large.find("expire=77"), OwnedBytes::npos);
  EXPECT_THROW(text_of(dump.finish(), Interest::elements, {.window_bytes = 64}), LimitExceeded);
}

TEST(Layouts, NameBlobsAndElementsWithoutDecodingThem) {
  EXPECT_EQ(layout(14, OwnedBytes("01 ") + kZiplist),
            layout(10, kZiplist).replace(0, 8, "layout ?"));
  EXPECT_NE(layout(11, "0c 02 00 00 00 02 00 00 00 ff ff 07 00").find("intset"), OwnedBytes::npos);
  EXPECT_NE(layout(5, R"(01 01 "a" 00 00 00 00 00 00 f8 3f)").find("score=1.5"), OwnedBytes::npos);
  EXPECT_NE(layout(22, R"(01 01 "f" 01 "v" e8 03 00 00 00 00 00 00)", kValkey).find("expire=1000"),
            OwnedBytes::npos);
  const OwnedBytes quicklist = layout(18, OwnedBytes("02 01 03 \"abc\" 02 ") + kListpack);
  EXPECT_NE(quicklist.find("listpack"), OwnedBytes::npos) << quicklist;
  EXPECT_NE(quicklist.find("plain item"), OwnedBytes::npos) << quicklist;
}

// ---- streams ------------------------------------------------------------------------------------

constexpr char kNodeKey[] = " 10 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 00 ";
// one entry 5-0 with f = v, then a deleted one 5-1
const OwnedBytes kNode = listpack(15, R"(01 01 01 01 01 01 81 "f" 02 00 01
    02 01 00 01 00 01 81 "v" 02 04 01   03 01 00 01 01 01 81 "w" 02 04 01)");
constexpr char kInfo[] = " 01 05 01 ";  // length, last id
constexpr char kPending[] = " 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 00 ";
constexpr char kTime[] = " 64 00 00 00 00 00 00 00 ";

OwnedBytes stream(OwnedBytes node, OwnedBytes info, OwnedBytes groups) {
  return elements(15, "01" + (kNodeKey + node) + info + groups);
}

OwnedBytes group(OwnedBytes pending, OwnedBytes consumers) {
  return "01 01 \"g\" 05 00 " + pending + consumers;
}

OwnedBytes consumer(const OwnedBytes& pending) {
  return OwnedBytes(" 01 \"c\" ") + kTime + pending;
}

const OwnedBytes kOnePending = OwnedBytes(" 01 ") + kPending + kTime + " 03 ";
const OwnedBytes kOwnsIt = OwnedBytes("01 ") + kPending;

TEST(Streams, AreToldWithoutTheirDeletedEntries) {
  EXPECT_EQ(stream(kNode, kInfo, group(kOnePending, "01" + consumer(kOwnsIt))),
            "begin ?|entry 5-0 1|pair \"f\" \"v\"|info 1 5-1 5-0 0-0 1|group \"g\" 5-0 -1|"
            "pending 5-0 100 3|consumer \"c\" 100 100|owns 5-0|end|");
  EXPECT_EQ(elements(15, "00 00 00 00 00"), "begin ?|info 0 0-0 0-0 0-0 0|end|");
}

TEST(Streams, ThatLieAreFound) {
  const auto corrupt = [](const OwnedBytes& node, const OwnedBytes& info,
                          const OwnedBytes& groups) {
    SCOPED_TRACE(node + info + groups);
    EXPECT_THROW(stream(node, info, groups), CorruptInput);
  };
  const auto node_with = [](std::size_t at, const char* byte) {
    OwnedBytes node = spelled(kNode);
    node[at + 1] = spelled(byte)[0];
    OwnedBytes text;
    for (const char c : node) {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%02x ", static_cast<unsigned>(static_cast<unsigned char>(c)));
      text += hex;
    }
    return text;
  };
  const OwnedBytes none = " 00 ";
  EXPECT_NO_THROW(stream(node_with(6, "01"), kInfo, none));
  corrupt(node_with(6, "02"), kInfo, none);   // two entries stated
  corrupt(node_with(8, "00"), kInfo, none);   // no deleted one stated
  corrupt(node_with(10, "02"), kInfo, none);  // two fields stated
  corrupt(node_with(17, "04"), kInfo, none);  // unknown flags
  corrupt(node_with(26, "05"), kInfo, none);  // an entry of another size
  corrupt(node_with(32, "00"), kInfo, none);  // the second id is the first
  corrupt(kNode, " 01 05 00 ", none);         // the last id is less than the last entry's
  corrupt(kNode, " 02 05 01 ", none);         // another length than that of the entries
  EXPECT_THROW(elements(15, "00 01 05 01 00"), CorruptInput);    // entries and no nodes
  EXPECT_THROW(elements(15, "01 02 \"xx\" 00"), CorruptInput);   // no id
  corrupt(kNode, kInfo, group(kOnePending, "00"));               // without a consumer
  corrupt(kNode, kInfo, group("00", "01" + consumer(kOwnsIt)));  // not in the group
  corrupt(kNode, kInfo,
          group(kOnePending,
                "02" + consumer(kOwnsIt) + consumer(kOwnsIt)));  // of two consumers
  corrupt(kNode, kInfo,
          group(OwnedBytes(" 02 ") + kPending + kTime + "01" + kPending + kTime + "01", "00"));
}

}  // namespace
}  // namespace rdb
