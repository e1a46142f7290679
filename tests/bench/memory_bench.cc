// What the model of memory costs a key and a field.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/hash_memory.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/memory/string_memory.h"

namespace rdb {
namespace {

constexpr std::size_t kMany = 4096;

std::vector<std::int64_t> integers(int bits) {
  std::mt19937_64 random(1);
  std::vector<std::int64_t> all(kMany);
  for (auto& value : all) value = static_cast<std::int64_t>(random() >> (64 - bits));
  return all;
}

std::vector<std::uint64_t> lengths(std::uint64_t below) {
  std::mt19937_64 random(2);
  std::vector<std::uint64_t> all(kMany);
  for (auto& value : all) value = random() % below;
  return all;
}

void per_item(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kMany));
}

void usable(benchmark::State& state) {
  const Allocator allocator(SizeClasses::quantum_16);
  const auto sizes = lengths(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    std::uint64_t sum = 0;
    for (const std::uint64_t size : sizes) sum += allocator.usable(size);
    benchmark::DoNotOptimize(sum);
  }
  per_item(state);
}
BENCHMARK(usable)->Arg(100)->Arg(100'000);

void counters(benchmark::State& state) {
  const ServerProfile profile = server_profile(Family::redis, 700);
  const auto values = integers(16);
  for (auto _ : state) {
    Memory sum;
    std::uint64_t dump = 0;
    for (const std::int64_t value : values) {
      const KeyMeasure key{StringMeasure::text(41), false};
      sum += string_memory(profile, key, StringMeasure::integer(value));
      dump += string_record_bytes(key, StringMeasure::integer(value));
    }
    benchmark::DoNotOptimize(sum);
    benchmark::DoNotOptimize(dump);
  }
  per_item(state);
}
BENCHMARK(counters);

void fields_of_integers(benchmark::State& state) {
  const ElementCosts costs(server_profile(Family::redis, 700));
  const auto fields = integers(24);
  const auto values = integers(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    HashMemory hash;
    for (std::size_t i = 0; i < kMany; ++i) {
      hash.add(costs, StringMeasure::integer(fields[i]), StringMeasure::integer(values[i]));
    }
    benchmark::DoNotOptimize(hash);
  }
  per_item(state);
}
BENCHMARK(fields_of_integers)->Arg(8)->Arg(40);

void fields_of_text(benchmark::State& state) {
  const ElementCosts costs(server_profile(Family::redis, 700));
  const auto fields = lengths(60);
  const auto values = lengths(60);
  for (auto _ : state) {
    HashMemory hash;
    for (std::size_t i = 0; i < kMany; ++i) {
      hash.add(costs, StringMeasure::text(fields[i]), StringMeasure::text(values[i]));
    }
    benchmark::DoNotOptimize(hash);
  }
  per_item(state);
}
BENCHMARK(fields_of_text);

// One group each, as a plan holds them: the sums are in memory, not in registers.
void fields_of_many_hashes(benchmark::State& state) {
  const ElementCosts costs(server_profile(Family::redis, 700));
  const auto fields = integers(24);
  const auto groups = lengths(1000);
  std::vector<HashMemory> hashes(1000);
  for (auto _ : state) {
    for (std::size_t i = 0; i < kMany; ++i) {
      hashes[groups[i]].add(costs, StringMeasure::integer(fields[i]),
                            StringMeasure::integer(fields[i] & 255));
    }
    benchmark::DoNotOptimize(hashes.data());
    benchmark::ClobberMemory();
  }
  per_item(state);
}
BENCHMARK(fields_of_many_hashes);

void cost_of_a_hash(benchmark::State& state) {
  const ElementCosts costs(server_profile(Family::redis, 700));
  HashMemory hash;
  for (int i = 0; i < 300; ++i) {
    hash.add(costs, StringMeasure::integer(i),
             StringMeasure::text(i == state.range(0) ? 65U : 10U));
  }
  const KeyMeasure key{StringMeasure::text(30), false};
  for (auto _ : state) benchmark::DoNotOptimize(hash.cost(costs, key));
}
BENCHMARK(cost_of_a_hash)->Arg(-1)->Arg(50);

// What a pass over a dump pays for each string: begin, its element, end.
void meter_strings(benchmark::State& state, Family family, std::uint16_t release) {
  MemoryMeter meter(server_profile(family, release));
  const auto values = integers(16);
  const auto sizes = lengths(100);
  const std::string key(41, 'k');
  Entry entry;
  entry.key = key;
  for (auto _ : state) {
    Memory sum;
    for (std::size_t i = 0; i < kMany; ++i) {
      meter.begin(entry);
      const bool is_integer = i % 2 == 0;
      meter.on(PlainElement{.length = is_integer ? 5 : sizes[i],
                            .is_integer = is_integer,
                            .integer = is_integer ? values[i] : 0});
      sum += meter.end(Leave{}).memory;
    }
    benchmark::DoNotOptimize(sum);
  }
  per_item(state);
}
BENCHMARK_CAPTURE(meter_strings, redis_7_0, Family::redis, 700);
BENCHMARK_CAPTURE(meter_strings, valkey_8_0, Family::valkey, 800);
BENCHMARK_CAPTURE(meter_strings, valkey_9_1, Family::valkey, 901);

// Elements that stand by themselves, of one large value.
void meter_elements(benchmark::State& state, ObjectType type, std::uint8_t type_byte,
                    ElementRole role) {
  MemoryMeter meter(server_profile(Family::valkey, 901));
  const auto sizes = lengths(60);
  Entry entry;
  entry.type = type;
  entry.type_byte = type_byte;
  for (auto _ : state) {
    meter.begin(entry);
    meter.on(LayoutBegin{.count = kMany});
    for (const std::uint64_t size : sizes) {
      meter.on(PlainElement{.role = role, .length = size, .score = 0.5});
      if (role == ElementRole::field) {
        meter.on(PlainElement{.role = ElementRole::value, .length = size});
      }
    }
    benchmark::DoNotOptimize(meter.end(Leave{}));
  }
  per_item(state);
}
BENCHMARK_CAPTURE(meter_elements, list, ObjectType::list, 1, ElementRole::item);
BENCHMARK_CAPTURE(meter_elements, set, ObjectType::set, 2, ElementRole::member);
BENCHMARK_CAPTURE(meter_elements, zset, ObjectType::zset, 5, ElementRole::member);
BENCHMARK_CAPTURE(meter_elements, hash_pair, ObjectType::hash, 4, ElementRole::field);

}  // namespace
}  // namespace rdb
