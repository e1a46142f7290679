// What regrouping costs a key: the split alone, and the stage with a sink that takes the groups and
// keeps nothing. Keys of 41 bytes and nine parts in random order, 44 to a hash; `items_per_second`
// is keys.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/key/pattern.h"
#include "librdb/key/slot.h"
#include "librdb/transform/regroup.h"

namespace rdb {
namespace {

constexpr char kPattern[] = "{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}";
constexpr std::size_t kKeyBytes = 41;
constexpr std::size_t kKeysPerGroup = 44;

/// `count` different keys one after the other.
std::string counter_keys(std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(1));
  std::string keys;
  keys.reserve(count * kKeyBytes);
  char text[96];
  for (const std::uint32_t i : order) {
    const unsigned group = i / kKeysPerGroup;
    const unsigned article = 100000 + i % kKeysPerGroup * 20000 + group * 7 % 20000;
    const int size =
        std::snprintf(text, sizeof text, "a%u:web:nl:n%03u:%06u:r%u:2013-06-%02u:%02u:%02u",
                      group % 10, group / 4320000 % 1000, article, group / 14400 % 10,
                      group / 144000 % 30 + 1, group / 600 % 24, group / 10 % 60);
    if (size != static_cast<int>(kKeyBytes)) std::abort();
    keys.append(text, kKeyBytes);
  }
  return keys;
}

/// Asks for everything and keeps a count.
class NullSink final : public EventSink {
 public:
  std::uint64_t fields = 0;
  Needs needs() const override { return {}; }
  Interests enter(const Entry&) override { return Interest::raw; }
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
  void on(const StringValue&) override {}
  void on(const RawValue&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem&) override {}
  void on(const SetMember&) override {}
  void on(const ZsetMember&) override {}
  void on(const HashField&) override { ++fields; }
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
};

class NoSpools final : public SpoolFactory {
 public:
  std::unique_ptr<Spool> make() override { throw LimitExceeded("no spools here"); }
};

void PatternMatch(benchmark::State& state) {
  const auto pattern = KeyPattern::compile(kPattern);
  const std::string keys = counter_keys(4096);
  std::array<Bytes, 9> parts;
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(pattern.match({keys.data() + at, kKeyBytes}, parts));
    benchmark::ClobberMemory();
    at = at + kKeyBytes < keys.size() ? at + kKeyBytes : 0;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(PatternMatch);

void HashSlot(benchmark::State& state) {
  const std::string keys = counter_keys(1);
  for (auto _ : state) benchmark::DoNotOptimize(hash_slot(keys));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(HashSlot);

void Regroup(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::string keys = counter_keys(count);
  NoSpools spools;
  std::uint64_t peak = 0;
  for (auto _ : state) {
    NullSink sink;
    RegroupStage stage(
        sink, {.rules = {{.pattern = kPattern, .field = "article"}}, .memory_limit = 1ULL << 30},
        nullptr, spools);
    EventSink& in = stage;
    Entry entry;
    entry.type = ObjectType::string;
    for (std::size_t i = 0; i < count; ++i) {
      entry.key = Bytes(keys).substr(i * kKeyBytes, kKeyBytes);
      in.enter(entry);
      in.on(StringValue{.value = Payload::integer(static_cast<std::int64_t>(i % 1000)),
                        .stored = Payload()});
    }
    in.on(Finish{});
    if (sink.fields != count) state.SkipWithError("fields were lost");
    peak = stage.stats().memory_peak;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["bytes/key"] =
      benchmark::Counter(static_cast<double>(peak) / static_cast<double>(count));
  state.counters["s/key"] =
      benchmark::Counter(static_cast<double>(state.iterations() * state.range(0)),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(Regroup)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rdb
