// However the bytes come in and however small the window: the same events.
#include <gtest/gtest.h>

#include <vector>

#include "librdb/io/temp_spool.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"
#include "tests/support/verbatim_sink.h"

namespace rdb {
namespace {

using testing::DecodableText;
using testing::DumpBuilder;
using testing::PipeSource;
using testing::VerbatimSink;

const Interests kEverything = Interest::layout | Interest::raw | Interest::elements;

OwnedBytes told(Source& source, Interests wanted, ReaderOptions options, Needs needs = {}) {
  OwnedBytes text;
  DecodableText sink(text, wanted, {.offsets = true, .unpacked = true, .needs = needs});
  CheckedSink checked(sink);
  RdbReader(source, options).run(checked);
  return text;
}

OwnedBytes verbatim(Source& source, ReaderOptions options) {
  OwnedBytes copy;
  VerbatimSink sink(copy);
  RdbReader(source, options).run(sink);
  return copy;
}

class Chunking : public ::testing::TestWithParam<OwnedBytes> {
 protected:
  template <class Check>
  void for_every_chunking(Check check) {
    for (const std::size_t window : {1, 2, 3, 7, 64, 100, 300, 4096}) {
      for (const std::size_t piece : {1, 2, 3, 7, 4096}) {
        SCOPED_TRACE("window " + std::to_string(window) + ", piece " + std::to_string(piece));
        const ReaderOptions options{.window_bytes = window, .spools = &spools_};
        PipeSource pipe(GetParam(), piece);
        check(pipe, options);
        MemorySource file(GetParam(), piece);
        check(file, options);
      }
    }
  }

  TempSpoolFactory spools_{"", 100};
};

TEST_P(Chunking, NeverShowsInTheEvents) {
  const std::vector<Interests> all_wanted = {kSkip,
                                             Interest::raw,
                                             Interest::elements,
                                             Interest::layout,
                                             kEverything,
                                             Interest::layout | Interest::elements};
  for (const Interests wanted : all_wanted) {
    for (const bool needy : {false, true}) {
      const Needs needs{.leave = needy, .sized_entries = needy};
      MemorySource whole(GetParam());
      const OwnedBytes expected = told(whole, wanted, {}, needs);
      for_every_chunking([&](Source& source, const ReaderOptions& options) {
        EXPECT_EQ(told(source, wanted, options, needs), expected);
      });
    }
  }
}

TEST_P(Chunking, NeverShowsInACopy) {
  for_every_chunking([&](Source& source, const ReaderOptions& options) {
    EXPECT_TRUE(verbatim(source, options) == GetParam());
  });
}

TEST_P(Chunking, AReaderGoesOnFromAnyBoundaryAsIfItHadNeverStopped) {
  const Bytes dump = GetParam();
  OwnedBytes all;
  DecodableText sink(all, kEverything, {.offsets = true});
  MemorySource source(dump);
  RdbReader reader(source, {.window_bytes = 300, .spools = &spools_});
  std::vector<std::pair<ReaderState, std::size_t>> boundaries;
  while (reader.step(sink)) boundaries.emplace_back(reader.state(), all.size());
  ASSERT_GT(boundaries.size(), 20u);
  for (const auto& [state, told_before] : boundaries) {
    SCOPED_TRACE(state.offset);
    OwnedBytes rest;
    DecodableText rest_sink(rest, kEverything, {.offsets = true});
    rest_sink.know(state.family);
    MemorySource rest_source(dump.substr(state.offset));
    RdbReader(rest_source, state, {.spools = &spools_}).run(rest_sink);
    EXPECT_EQ(rest, all.substr(told_before));
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, Chunking,
                         ::testing::Values(testing::redis_sample(), testing::valkey_sample()),
                         [](const auto& sample) { return sample.index == 0 ? "Redis" : "Valkey"; });

TEST(Attributes, AreStickyUntilTheNextKeyAndBelongToTheRecordBehindThem) {
  const OwnedBytes dump = DumpBuilder()
                              .expire_ms(99)
                              .select_db(4)
                              .opcode(Opcode::idle)
                              .length(5)
                              .key(0, "first")
                              .string("v")
                              .key(0, "second")
                              .string("v")
                              .finish();
  MemorySource source(dump);
  OwnedBytes text;
  TextSink sink(text, kSkip, {.stored = true});
  RdbReader(source).run(sink);
  EXPECT_NE(text.find(R"(select-db 4 stored="\xfcc\x00\x00\x00\x00\x00\x00\x00\xfe\x04")"),
            OwnedBytes::npos)
      << text;
  EXPECT_NE(text.find(R"(key "first" string 0 string db=4 expire=99 idle=5 )"
                      R"(head="\xf8\x05\x00\x05first" split-head)"),
            OwnedBytes::npos)
      << text;
  EXPECT_NE(text.find("key \"second\" string 0 string db=4 head=\"\\x00\\x06second\"\n"),
            OwnedBytes::npos)
      << text;
}

TEST(Attributes, TheLastExpiryWinsAndSecondsAreSigned) {
  const OwnedBytes dump = DumpBuilder()
                              .expire_ms(99)
                              .opcode(Opcode::expire_seconds)
                              .little_endian(std::uint32_t{0xf4865700})
                              .key(0, "k")
                              .string("v")
                              .finish();
  EXPECT_NE(testing::text_of(dump, kSkip).find("expire=-192522496000\n"), OwnedBytes::npos)
      << testing::text_of(dump, kSkip);
}

TEST(Trailing, BytesBehindTheDumpAreCounted) {
  const OwnedBytes dump = DumpBuilder().key(0, "k").string("v").finish();
  const auto trailing = [](Source&& source) {
    RdbReader reader(source, {.window_bytes = 7});
    OwnedBytes text;
    TextSink sink(text, kSkip);
    reader.run(sink);
    EXPECT_FALSE(reader.step(sink));
    return reader.trailing();
  };
  const OwnedBytes mark(40, 'a');
  EXPECT_EQ(trailing(MemorySource(dump)).count, 0u);
  EXPECT_EQ(trailing(MemorySource(dump + "xyz")).count, 3u);
  EXPECT_EQ(trailing(PipeSource(dump + mark)).count, 40u);
  EXPECT_TRUE(trailing(PipeSource(dump + mark)).is_transfer_mark);
  EXPECT_FALSE(trailing(MemorySource(dump + mark)).is_transfer_mark);
  EXPECT_FALSE(trailing(PipeSource(dump + mark + "\n")).is_transfer_mark);
  EXPECT_FALSE(trailing(PipeSource(dump + OwnedBytes(40, 'G'))).is_transfer_mark);
}

}  // namespace
}  // namespace rdb
