// What the writers cost: nanoseconds per key or per hash field (items_per_second is their inverse).
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "librdb/format/type_table.h"
#include "librdb/io/byte_sink.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"

namespace rdb {
namespace {

/// Counts what it is given, like /dev/null.
class NullSink final : public ByteSink {
 public:
  void write(Bytes bytes) override { size_ += bytes.size(); }
  bool seekable() const override { return true; }
  void patch(std::uint64_t, Bytes) override {}
  void truncate(std::uint64_t size) override { size_ = size; }
  std::uint64_t size() const override { return size_; }
  void close() override {}

 private:
  std::uint64_t size_ = 0;
};

/// The founding case: 41-byte keys of nine parts, small values, 44 fields a hash.
struct Counters {
  static constexpr std::size_t kKeys = 4096;
  static constexpr std::size_t kFields = 44;
  std::vector<std::string> keys;
  std::vector<std::string> group_keys;
  std::vector<std::string> fields;
  std::vector<std::int64_t> values;

  Counters() {
    std::mt19937_64 random(1);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    char text[96];
    for (std::size_t i = 0; i < kKeys; ++i) {
      const unsigned day = below(28) + 1;
      const unsigned hour = below(24);
      std::snprintf(text, sizeof text, "a%u:bb:c%u:dd:%06u:e%u:2026%02u:%02u:%02u", below(9),
                    below(9), below(900000) + 100000, below(99) + 100, day, hour, below(60));
      keys.emplace_back(text);
      std::snprintf(text, sizeof text, "a%u:bb:c%u:dd:e%u:2026%02u:%02u:%02u", below(9), below(9),
                    below(99) + 100, day, hour, below(60));
      group_keys.emplace_back(text);
      fields.push_back(std::to_string(100000 + below(900000)));
      values.push_back(1000 / (below(1000) + 1));  // mostly small
    }
  }
};

const Counters& counters() {
  static const Counters all;
  return all;
}

void begin(EventSink& sink) {
  Header header;
  header.version = 12;
  sink.on(header);
}

void send_string(EventSink& sink, Bytes key, std::int64_t value) {
  Entry entry;
  entry.key = key;
  if (sink.enter(entry).empty()) return;
  const Payload payload = Payload::integer(value);
  const Payload stored;
  sink.on(StringValue{{}, payload, stored});
}

void strings(benchmark::State& state, EventSink& sink) {
  const Counters& all = counters();
  begin(sink);
  for (auto _ : state) {
    for (std::size_t i = 0; i < Counters::kKeys; ++i) send_string(sink, all.keys[i], all.values[i]);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Counters::kKeys));
}

void hashes(benchmark::State& state, EventSink& sink) {
  const Counters& all = counters();
  constexpr std::size_t kHashes = Counters::kKeys / Counters::kFields;
  begin(sink);
  for (auto _ : state) {
    for (std::size_t h = 0; h < kHashes; ++h) {
      Entry entry;
      entry.key = all.group_keys[h];
      entry.type = ObjectType::hash;
      entry.type_byte = type_byte::kHash;
      sink.enter(entry);
      CollectionBegin collection;
      collection.count = Counters::kFields;
      sink.on(collection);
      for (std::size_t i = h * Counters::kFields; i < (h + 1) * Counters::kFields; ++i) {
        const Payload value = Payload::integer(all.values[i]);
        sink.on(HashField{{}, all.fields[i], value, kNoExpiry});
      }
      sink.on(CollectionEnd{});
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(kHashes * Counters::kFields));
}

void StringsToRdb(benchmark::State& state) {
  NullSink out;
  RdbWriterOptions options;
  options.compression = state.range(0) != 0;
  RdbWriter writer(out, options);
  strings(state, writer);
}
BENCHMARK(StringsToRdb)->ArgName("lzf")->Arg(0)->Arg(1);

void HashesToRdb(benchmark::State& state) {
  NullSink out;
  RdbWriterOptions options;
  options.compression = state.range(0) != 0;
  RdbWriter writer(out, options);
  hashes(state, writer);
  state.counters["bytes_per_field"] =
      static_cast<double>(writer.bytes_written()) / static_cast<double>(state.items_processed());
}
BENCHMARK(HashesToRdb)->ArgName("lzf")->Arg(0)->Arg(1);

// The value as the reader hands it on: stored head and body.
void RawStringsToRdb(benchmark::State& state) {
  NullSink out;
  RdbWriter writer(out, {});
  begin(writer);
  const std::string head = std::string("\0\x29", 2) + std::string(41, 'k');
  const Payload body = Payload::view(Bytes("\xc0\x07", 2));
  for (auto _ : state) {
    Entry entry;
    entry.key = Bytes(head).substr(2);
    entry.stored_head = head;
    writer.enter(entry);
    writer.on(RawValue{{}, body});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(RawStringsToRdb);

void RespSet(benchmark::State& state) {
  NullSink out;
  RespWriter writer(out, {});
  strings(state, writer);
}
BENCHMARK(RespSet);

void RespHset(benchmark::State& state) {
  NullSink out;
  RespWriter writer(out, {});
  hashes(state, writer);
}
BENCHMARK(RespHset);

void RespRestore(benchmark::State& state) {
  NullSink out;
  RespWriterOptions options;
  options.mode = RespWriterOptions::Mode::restore;
  RespWriter writer(out, options);
  begin(writer);
  const std::string key(41, 'k');
  const Payload body = Payload::view(Bytes("\xc0\x07", 2));
  for (auto _ : state) {
    Entry entry;
    entry.key = key;
    writer.enter(entry);
    writer.on(RawValue{{}, body});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(RespRestore);

}  // namespace
}  // namespace rdb
