// The limits that users have, 16 MiB to 2 GiB, and any number of threads give the same bytes: a
// sparse dump, which is what takes the most memory, in part beyond it.
#include <gtest/gtest.h>

#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/dump_builder.h"

namespace rdb {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

// 1.4 keys a hash, and one hash of many, in an order that says nothing.
OwnedBytes sparse_dump() {
  constexpr std::uint64_t kKeys = 700'000;
  constexpr std::uint64_t kStep = 433'494'437;  // a prime: every key once
  testing::DumpBuilder dump;
  dump.select_db(0);
  for (std::uint64_t i = 0; i < kKeys; ++i) {
    const std::uint64_t n = i * kStep % kKeys;
    const std::string group = n % 10 == 0 ? "all" : std::to_string(n * 5 / 7);
    dump.key(0, "visits:" + group + ":2013-06-10:" + std::to_string(n));
    dump.integer(static_cast<std::int64_t>(n % 1000) - 100);
  }
  return dump.finish();
}

struct Result {
  OwnedBytes dump;
  RegroupStats stats;
};

Result regrouped(Bytes dump, std::uint64_t memory_limit, unsigned threads, SpillCodec codec) {
  Result result;
  RegroupOptions options;
  options.rules.resize(1);
  options.rules[0].pattern = "visits:{site}:{day}:{article}";
  options.rules[0].field = "article";
  options.memory_limit = memory_limit;
  options.threads = threads;
  options.spill.codec = codec;
  TempSpoolFactory spools("/tmp");
  MemorySink out(result.dump);
  RdbWriterOptions writer_options;
  writer_options.spools = &spools;
  RdbWriter writer(out, writer_options);
  RegroupStage stage(writer, options, nullptr, spools);
  MemorySource source(dump);
  RdbReader(source).run(stage);
  result.stats = stage.stats();
  return result;
}

TEST(RegroupLimits, GiveTheSameBytes) {
  const OwnedBytes dump = sparse_dump();
  const Result in_memory = regrouped(dump, 2048 * kMiB, 1, SpillCodec::automatic);
  EXPECT_EQ(in_memory.stats.spilled_bytes, 0U);
  EXPECT_EQ(in_memory.stats.fields, in_memory.stats.keys);
  const auto expect_same = [&](std::uint64_t limit, unsigned threads, SpillCodec codec,
                               bool spills) {
    const Result result = regrouped(dump, limit, threads, codec);
    EXPECT_EQ(result.stats.spilled_bytes != 0, spills) << limit;
    EXPECT_LE(result.stats.memory_peak, limit);
    EXPECT_EQ(to_decimal(result.stats.sum_out), to_decimal(in_memory.stats.sum_in));
    EXPECT_TRUE(result.dump == in_memory.dump) << limit << ", " << threads << " threads";
  };
  expect_same(1 * kMiB, 1, SpillCodec::none, true);
  expect_same(1 * kMiB, 2, SpillCodec::none, true);
  expect_same(16 * kMiB, 1, SpillCodec::automatic, true);
  expect_same(16 * kMiB, 2, SpillCodec::lz4, true);
  expect_same(64 * kMiB, 3, SpillCodec::lz4, false);
  expect_same(256 * kMiB, 4, SpillCodec::automatic, false);
}

}  // namespace
}  // namespace rdb
