#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "tests/support/random_events.h"

namespace rdb {
namespace {

using testing::RandomEvents;
using testing::RandomEventsOptions;

constexpr Interests kAll = Interest::layout | Interest::raw | Interest::elements;
constexpr TextOptions kEverything = {
    .stored = true, .offsets = true, .unpacked = true, .needs = {.leave = true}};

OwnedBytes text_of(RandomEvents events, Interests wanted, TextOptions options = {}) {
  OwnedBytes text;
  TextSink sink(text, wanted, options);
  CheckedSink checked(sink);
  events.emit(checked);
  return text;
}

OwnedBytes again(Bytes text, Interests wanted, TextOptions options = {},
                 TextReaderOptions reading = {}) {
  OwnedBytes out;
  TextSink sink(out, wanted, options);
  CheckedSink checked(sink);
  TextReader(text, reading).run(checked);
  return out;
}

// ---- properties -------------------------------------------------------------------------------

TEST(TextForm, TextToEventsToTextIsTheSameText) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const RandomEvents events(seed, {.aborts = true});
    const OwnedBytes everything = text_of(events, kAll, kEverything);
    ASSERT_EQ(again(everything, kAll, kEverything), everything) << seed;
    const OwnedBytes plain = text_of(events, kAll);
    ASSERT_EQ(again(plain, kAll), plain) << seed;
  }
}

TEST(TextForm, TheReaderDeliversWhatTheSinkAsksFor) {
  constexpr Interests kSubsets[] = {kSkip,
                                    Interest::raw,
                                    Interest::layout,
                                    Interest::elements,
                                    Interest::raw | Interest::elements,
                                    Interest::layout | Interest::raw,
                                    Interest::layout | Interest::elements};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RandomEvents events(seed);
    const OwnedBytes everything = text_of(events, kAll, kEverything);
    for (const Interests wanted : kSubsets) {
      ASSERT_EQ(again(everything, wanted), text_of(events, wanted)) << seed;
    }
  }
}

TEST(TextForm, RawIsAnsweredWithElementsWhereTheTextHasNone) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RandomEvents without_raw(seed, {.has_raw = false});
    const OwnedBytes text = text_of(without_raw, Interest::elements);
    EXPECT_EQ(again(text, Interest::raw), text);
    EXPECT_EQ(again(text, Interest::raw | Interest::elements), text);
    EXPECT_EQ(text_of(without_raw, Interest::raw), text);
  }
}

TEST(TextForm, PiecesOfAPayloadDoNotShow) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const OwnedBytes whole = text_of(RandomEvents(seed), kAll);
    for (const std::size_t piece : {1u, 7u, 64u}) {
      for (const bool known : {false, true}) {
        const RandomEventsOptions options{.piece_bytes = piece, .sizes_known = known};
        ASSERT_EQ(text_of(RandomEvents(seed, options), kAll), whole);
        ASSERT_EQ(again(whole, kAll, {}, {.piece_bytes = piece, .sizes_known = known}), whole);
      }
    }
  }
}

TEST(TextForm, DamagedTextIsCorruptInputAndNothingElse) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 3000; ++i) {
    OwnedBytes text = text_of(RandomEvents(random() % 20, {.keys = 4}), kAll, kEverything);
    for (int n = 0; n < 3; ++n) text[random() % text.size()] = "\"\\ \n=?x7-"[random() % 9];
    OwnedBytes out;
    TextSink sink(out, kAll, kEverything);
    try {
      TextReader(text).run(sink);
    } catch (const CorruptInput& error) {
      EXPECT_TRUE(error.reason().starts_with("line ")) << error.reason();
    } catch (const Unsupported&) {  // the bytes of a blob are gone
    }
  }
}

// ---- sentences --------------------------------------------------------------------------------

TEST(TextForm, ReadsLikeThis) {
  constexpr Bytes kText =
      R"(header REDIS 11
aux "redis-ver" "7.2.0"
select-db 3
resize-db 2 1
slot-info 12182 2 1
slot-import "job" 0-5 7-9
function "#!lua name=lib\x0a"
function-pre-release "code" "lib" "lua" ""
module-aux 17 1 "\x00abc"
key "user:1" hash 16 hash_listpack db=3 expire=1700000000000 idle=9 freq=255
  layout 2
  blob listpack 22 24 4
  layout-end
  raw "\xff\"\\"
  begin 2
  field "name" "abc"
  field "visits" 17 expire=1800000000000
  end
key "n" string db=3
  plain value integer 2 3 integer=17
  raw "\x07"
  string 7
key "z" zset 5 zset_2 db=3
  layout ?
  plain member raw 1 2 score=0.1
  layout-end
  raw ""
  begin ?
  scored "a" 0.1
  scored "b" inf
  end
finish checksum=58c6c7b9831fd795 computed=1
)";
  EXPECT_EQ(again(kText, kAll), kText);
}

TEST(TextForm, IndentationEmptyLinesAndCommentsMeanNothing) {
  EXPECT_EQ(again("\n   header  REDIS\t11  \r\n\n  # the first key\n      key \"a\" string\n"
                  "string \"käse\"\n   finish",
                  Interest::elements),
            "header REDIS 11\nkey \"a\" string\n  string \"k\\xc3\\xa4se\"\nfinish\n");
}

TEST(TextForm, IntegersAndTheirTextDiffer) {
  EXPECT_EQ(again("header REDIS 1\nkey \"a\" string\nstring 7\nkey \"b\" string\nstring \"7\"\n",
                  Interest::elements),
            "header REDIS 1\nkey \"a\" string\n  string 7\nkey \"b\" string\n  string \"7\"\n");
}

TEST(TextForm, ScoresReadBackExactly) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20000; ++i) {
    const double score = std::bit_cast<double>(random());
    OwnedBytes text;
    TextSink(text, kAll).on(ZsetMember{.member = "m", .score = score});
    class Keep : public TextSink {
     public:
      using TextSink::on;
      explicit Keep(OwnedBytes& out) : TextSink(out, Interest::elements) {}
      void on(const ZsetMember& event) override { score = event.score; }
      double score = 0;
    };
    OwnedBytes ignored;
    Keep keep(ignored);
    TextReader("key \"a\" zset\nbegin 1\n" + text + "end").run(keep);
    if (std::isnan(score)) {
      EXPECT_TRUE(std::isnan(keep.score)) << text;
    } else {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(keep.score), std::bit_cast<std::uint64_t>(score))
          << text;
    }
  }
}

TEST(TextForm, StepReadsARecord) {
  TextReader reader("header REDIS 1\nkey \"a\" string\nstring 7\nkey \"b\" string\nstring 8\n");
  OwnedBytes text;
  TextSink sink(text, Interest::elements);
  EXPECT_TRUE(reader.step(sink));
  EXPECT_TRUE(reader.step(sink));
  EXPECT_EQ(text, "header REDIS 1\nkey \"a\" string\n  string 7\n");
  EXPECT_TRUE(reader.step(sink));
  EXPECT_FALSE(reader.step(sink));
  EXPECT_FALSE(reader.step(sink));
}

TEST(TextForm, WhoNeedsLeaveGetsItEvenIfTheTextHasNone) {
  EXPECT_EQ(again("header REDIS 1\nkey \"a\" string\nstring 7\nkey \"b\" string\nleave 3 4\n",
                  kSkip, {.needs = {.leave = true}}),
            "header REDIS 1\nkey \"a\" string\n  leave 0 0\nkey \"b\" string\n  leave 3 4\n");
}

TEST(TextForm, ABlobWithoutBytesCannotBeUnpacked) {
  constexpr Bytes kText =
      "header REDIS 1\nkey \"a\" hash\nlayout ?\nblob listpack 1 2 3\nlayout-end";
  EXPECT_NO_THROW(again(kText, Interest::layout));
  EXPECT_THROW(again(kText, Interest::layout, {.unpacked = true}), Unsupported);
}

struct Wrong {
  const char* text;
  const char* reason;
};

class WrongText : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongText, IsNamedByItsLine) {
  OwnedBytes out;
  TextSink sink(out, kAll);
  try {
    TextReader(GetParam().text).run(sink);
    FAIL() << out;
  } catch (const CorruptInput& error) {
    EXPECT_EQ(error.reason(), GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(
    TextForm, WrongText,
    ::testing::Values(
        Wrong{"header REDIS 11\n\nhello", "line 3: expected an event"},
        Wrong{"string 7", "line 1: expected an event"},
        Wrong{"header KEYDB 9", "line 1: expected REDIS or VALKEY"},
        Wrong{"header REDIS x", "line 1: expected a version"},
        Wrong{"header REDIS 99999999999", "line 1: expected a version"},
        Wrong{"header REDIS 1 2", "line 1: expected the end of the line"},
        Wrong{"aux \"a", "line 1: expected a closing quote"},
        Wrong{"aux \"a\\q\" \"b\"", "line 1: expected an escape \\\", \\\\ or \\xNN"},
        Wrong{"aux \"a\\x1\" \"b\"", "line 1: expected an escape \\\", \\\\ or \\xNN"},
        Wrong{"aux a \"b\"", "line 1: expected a name"},
        Wrong{"slot-import \"j\" 5", "line 1: expected two numbers with a dash between them"},
        Wrong{"key \"a\" lists", "line 1: expected a type"},
        Wrong{"key \"a\" string 256 x", "line 1: expected a type byte"},
        Wrong{"key \"a\" string\nraw 7",
              "line 1: expected a layout of this key, which the sink asks for"},
        Wrong{"key \"a\" string\nplain value raw 1 2",
              "line 1: expected the elements of this key, which the sink asks for"},
        Wrong{"key \"a\" string\nplain value raw 1 2\nstring x",
              "line 3: expected a quoted string or an integer"},
        Wrong{"key \"a\" zset\nlayout ?\nlayout-end\nbegin x", "line 4: expected a count or ?"},
        Wrong{"key \"a\" zset\nlayout ?\nlayout-end\nbegin 1\nscored \"m\" 1,5",
              "line 5: expected a score"},
        Wrong{"key \"a\" zset\nlayout ?\nblob quicklist 1 2 3\nend",
              "line 3: expected a packed encoding"},
        Wrong{"key \"a\" zset\nlayout ?\nplain key raw 1 2\nend", "line 3: expected a role"}));

}  // namespace
}  // namespace rdb
