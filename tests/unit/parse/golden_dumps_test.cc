// What real servers wrote: nothing may be refused, changed or depend on how the bytes come in.
#include <gtest/gtest.h>

#include "librdb/io/temp_spool.h"
#include "tests/support/corpus.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"
#include "tests/support/verbatim_sink.h"

namespace rdb {
namespace {

using testing::content_of;
using testing::golden_dumps;
using testing::PipeSource;
using testing::text_of;
using testing::VerbatimSink;

class GoldenDumps : public ::testing::Test {
 protected:
  void SetUp() override {
    if (golden_dumps().empty()) GTEST_SKIP() << "no corpus: set RDBMILL_CORPUS";
  }
};

OwnedBytes copy_of(Bytes dump, ReaderOptions options = {}) {
  OwnedBytes copy;
  VerbatimSink sink(copy);
  MemorySource source(dump);
  RdbReader(source, options).run(sink);
  return copy;
}

OwnedBytes all_of(Source& source, ReaderOptions options) {
  OwnedBytes text;
  testing::DecodableText sink(
      text, Interest::layout | Interest::raw | Interest::elements,
      {.offsets = true, .unpacked = true, .needs = {.leave = true, .sized_entries = true}});
  CheckedSink checked(sink);
  RdbReader(source, options).run(checked);
  return text;
}

TEST_F(GoldenDumps, AreSteppedOver) {
  for (const auto& path : golden_dumps()) {
    SCOPED_TRACE(path);
    EXPECT_NE(text_of(content_of(path), kSkip).find("finish"), OwnedBytes::npos);
  }
}

TEST_F(GoldenDumps, ComeOutRawByteForByte) {
  for (const auto& path : golden_dumps()) {
    SCOPED_TRACE(path);
    const OwnedBytes dump = content_of(path);
    EXPECT_TRUE(copy_of(dump) == dump);
    EXPECT_TRUE(copy_of(dump, {.window_bytes = 100}) == dump);
  }
}

TEST_F(GoldenDumps, TellTheSameHoweverTheBytesComeIn) {
  TempSpoolFactory spools("");
  for (const auto& path : golden_dumps()) {
    SCOPED_TRACE(path);
    const OwnedBytes dump = content_of(path);
    MemorySource whole(dump);
    const OwnedBytes expected = all_of(whole, {.spools = &spools});
    for (const std::size_t window : {1, 7, 64, 4096, 1 << 20}) {
      for (const std::size_t piece : {1, 2, 3, 7, 4096}) {
        SCOPED_TRACE("window " + std::to_string(window) + ", piece " + std::to_string(piece));
        PipeSource source(dump, piece);
        const OwnedBytes told = all_of(source, {.window_bytes = window, .spools = &spools});
        const auto [at, ignored] =
            std::mismatch(told.begin(), told.end(), expected.begin(), expected.end());
        const auto from = std::max<std::ptrdiff_t>(at - told.begin() - 200, 0);
        ASSERT_TRUE(told == expected) << "told:     " << told.substr(from, 400)
                                      << "\nexpected: " << expected.substr(from, 400);
      }
    }
  }
}

}  // namespace
}  // namespace rdb
