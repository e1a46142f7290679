// What a report costs a key, in pieces: names as counters have them.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "librdb/event/stage.h"
#include "librdb/format/opcodes.h"
#include "librdb/key/shape_finder.h"
#include "librdb/key/slot.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/report/report_collector.h"

namespace rdb {
namespace {

constexpr std::size_t kKeys = 100'000;

std::vector<std::string> names() {
  constexpr const char* kWords[] = {"view", "click", "share", "buy", "*"};
  constexpr const char* kChannels[] = {"web", "app", "api", "*"};
  constexpr const char* kLanguages[] = {"de", "en", "es", "fr", "it", "nl", "pl", "*"};
  std::mt19937_64 random(1);
  std::vector<std::string> all;
  for (std::size_t i = 0; i < kKeys; ++i) {
    all.push_back(std::string(kWords[random() % 5]) + ':' + kChannels[random() % 4] + ':' +
                  kLanguages[random() % 8] + ":news:r" + std::to_string(random() % 100) +
                  ":2013-06-1" + std::to_string(random() % 10) +
                  ":12:*:" + std::to_string(100'000 + random() % 900'000));
  }
  return all;
}

OwnedBytes dump() {
  std::mt19937_64 random(2);
  OwnedBytes bytes("REDIS0011\xfe", 10);
  bytes += '\0';
  for (const std::string& name : names()) {
    bytes += '\0';
    bytes += static_cast<char>(name.size());
    bytes += name;
    bytes += '\xc1';
    bytes += static_cast<char>(random());
    bytes += static_cast<char>(random() % 64);
  }
  return bytes + '\xff' + OwnedBytes(kChecksumBytes, '\0');
}

void per_key(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kKeys));
}

// Whole, all short strings at once; or through a stage, each by itself.
void report(benchmark::State& state) {
  const OwnedBytes bytes = dump();
  for (auto _ : state) {
    ReportCollector collector({.largest = 100});
    Stage stage(collector);
    MemorySource source(bytes);
    RdbReader reader(source, {.window_bytes = std::size_t{256} << 10});
    reader.run(state.range(0) != 0 ? static_cast<EventSink&>(stage) : collector);
    benchmark::DoNotOptimize(&collector);
  }
  per_key(state);
}
BENCHMARK(report)->ArgName("one_by_one")->Arg(0)->Arg(1);

void shapes(benchmark::State& state) {
  const auto all = names();
  for (auto _ : state) {
    ShapeFinder finder;
    for (const std::string& name : all) {
      benchmark::DoNotOptimize(finder.count(name, {}));
    }
  }
  per_key(state);
}
BENCHMARK(shapes);

void prefixes(benchmark::State& state) {
  const auto all = names();
  for (auto _ : state) {
    PrefixTree tree({.separators = {":"}, .depth = static_cast<std::uint32_t>(state.range(0))});
    for (const std::string& name : all) {
      tree.add(tree.find(name), KeySize{.record_bytes = 45, .memory = {72, 80}});
    }
    benchmark::DoNotOptimize(&tree);
  }
  per_key(state);
}
BENCHMARK(prefixes)->ArgName("levels")->Arg(3)->Arg(5);

void slots(benchmark::State& state) {
  const auto all = names();
  for (auto _ : state) {
    for (const std::string& name : all) benchmark::DoNotOptimize(hash_slot(name));
  }
  per_key(state);
}
BENCHMARK(slots);

}  // namespace
}  // namespace rdb
