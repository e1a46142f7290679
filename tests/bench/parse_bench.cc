// What reading costs a key: the reader at every depth, and the floor beside it.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "librdb/event/stage.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/bench/minimal_reader.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using testing::DumpBuilder;

constexpr int kCounters = 1'000'000;
constexpr int kMixed = 20'000;

// 41-byte keys of nine parts, values of one or two bytes: 45 or 46 bytes a record.
const OwnedBytes& counters() {
  static const OwnedBytes dump = [] {
    std::mt19937_64 random(1);
    DumpBuilder builder;
    builder.aux("redis-ver", "7.0.15").select_db(0).resize_db(kCounters, 0);
    for (int i = 0; i < kCounters; ++i) {
      char key[64];
      std::snprintf(key, sizeof key, "%02d:%03d:*:%04d:%07d:%02d:20260101:%02d:%02d",
                    static_cast<int>(random() % 90), static_cast<int>(random() % 900),
                    static_cast<int>(random() % 9000), i, static_cast<int>(random() % 90),
                    static_cast<int>(random() % 24), static_cast<int>(random() % 60));
      builder.key(0, key).integer(static_cast<std::int64_t>(random() % 256));
    }
    return builder.finish();
  }();
  return dump;
}

// Strings of all forms, hashes of all forms, lists and sorted sets.
const OwnedBytes& mixed() {
  static const OwnedBytes dump = [] {
    DumpBuilder builder;
    builder.select_db(0);
    for (int i = 0; i < kMixed; ++i) {
      const std::string id = std::to_string(i);
      builder.key(0, "raw:" + id).string(testing::random_bytes(200, i + 1));
      builder.expire_ms(1900000000000 + i)
          .key(0, "lzf:" + id)
          .lzf(testing::compressible_bytes(900, i + 1));
      builder.key(4, "hash:" + id).length(8);
      for (int field = 0; field < 8; ++field) {
        builder.string("field:" + std::to_string(field)).integer(field * 1000);
      }
      builder.key(1, "list:" + id).length(8);
      for (int item = 0; item < 8; ++item) builder.string("item " + std::to_string(item));
      builder.key(5, "zset:" + id).length(8);
      for (int member = 0; member < 8; ++member) {
        builder.string("member " + std::to_string(member)).little_endian(std::uint64_t{0});
      }
    }
    return builder.finish();
  }();
  return dump;
}

// Answers every key the same way and looks at what comes.
class Answer final : public EventSink {
 public:
  explicit Answer(Interests wanted) : wanted_(wanted) {}
  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override {
    ++keys;
    sum += entry.key.size();
    if (wanted_ == Interest::elements && entry.type_byte != 0 && !can_tell(entry)) {
      return Interest::raw;
    }
    return wanted_;
  }
  void on(const StringValue& event) override {
    sum += event.value.is_integer() ? static_cast<std::uint64_t>(event.value.as_integer())
                                    : event.value.size();
  }
  void on(const RawValue& event) override { sum += event.body.size(); }
  void on(const HashField& event) override { sum += event.field.size(); }
  void abort(const Entry&) override {}
  void on(const Header&) override {}
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
  void on(const Finish&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem&) override {}
  void on(const SetMember&) override {}
  void on(const ZsetMember&) override {}
  void on(const StreamEntry&) override {}
  void on(const StreamField&) override {}
  void on(const StreamInfo&) override {}
  void on(const StreamGroup&) override {}
  void on(const StreamPending&) override {}
  void on(const StreamConsumer&) override {}
  void on(const StreamConsumerPending&) override {}
  void on(const CollectionEnd&) override {}
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

  std::uint64_t keys = 0;
  std::uint64_t sum = 0;

 private:
  static bool can_tell(const Entry& entry) { return can_decode(Family::redis, entry.type_byte); }
  Interests wanted_;
};

void report(benchmark::State& state, std::uint64_t keys, const OwnedBytes& dump) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * dump.size()));
  state.counters["s/key"] =
      benchmark::Counter(static_cast<double>(keys * state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void read_all(benchmark::State& state, const OwnedBytes& dump, Interests wanted, bool checksum) {
  std::uint64_t keys = 0;
  for (auto unused : state) {
    MemorySource source(dump);
    RdbReader reader(source, {.verify_checksum = checksum});
    Answer answer(wanted);
    reader.run(answer);
    benchmark::DoNotOptimize(answer.sum);
    keys = answer.keys;
  }
  report(state, keys, dump);
}

void MinimalCounters(benchmark::State& state) {
  const OwnedBytes& dump = counters();  // made before the clock runs
  std::uint64_t keys = 0;
  for (auto unused : state) {
    MemorySource source(dump);
    const bench::MinimalCount count = bench::minimal_read(source);
    keys = count.keys;
    benchmark::DoNotOptimize(count.crc);
  }
  if (keys != kCounters) state.SkipWithError("the minimal reader lost its way");
  report(state, keys, dump);
}
BENCHMARK(MinimalCounters)->Unit(benchmark::kMillisecond);

void SkipCounters(benchmark::State& state) { read_all(state, counters(), kSkip, true); }
void RawCounters(benchmark::State& state) { read_all(state, counters(), Interest::raw, true); }
void ElementsOfCounters(benchmark::State& state) {
  read_all(state, counters(), Interest::elements, true);
}
void ElementsOfCountersUnchecked(benchmark::State& state) {
  read_all(state, counters(), Interest::elements, false);
}
void LayoutOfCounters(benchmark::State& state) {
  read_all(state, counters(), Interest::layout, true);
}
void SkipMixed(benchmark::State& state) { read_all(state, mixed(), kSkip, true); }
void RawMixed(benchmark::State& state) { read_all(state, mixed(), Interest::raw, true); }
void ElementsOfMixed(benchmark::State& state) {
  read_all(state, mixed(), Interest::elements, true);
}
BENCHMARK(SkipCounters)->Unit(benchmark::kMillisecond);
BENCHMARK(RawCounters)->Unit(benchmark::kMillisecond);
BENCHMARK(ElementsOfCounters)->Unit(benchmark::kMillisecond);
BENCHMARK(ElementsOfCountersUnchecked)->Unit(benchmark::kMillisecond);
BENCHMARK(LayoutOfCounters)->Unit(benchmark::kMillisecond);
BENCHMARK(SkipMixed)->Unit(benchmark::kMillisecond);
BENCHMARK(RawMixed)->Unit(benchmark::kMillisecond);
BENCHMARK(ElementsOfMixed)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rdb
