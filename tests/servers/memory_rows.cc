// memory_rows [--total] DUMP SERVER ALLOCATOR [NAME=VALUE]…: what the model of memory says of a
// dump.
//
// For test_memory.py, which asks a server the same: `memory_rows dump.rdb valkey:9.1 quantum-16
// hash-max-listpack-entries=100`. Prints a line for each key, unless --total, and one at
// the end:
//   key DB HEX_OF_NAME- TYPE ENCODING EXACTNESS MEMORY_USAGE ALLOCATED DEVIATION ELEMENTS
//   total KEYS ALLOCATED TABLES STARTUP USED_MEMORY DATASET
#include <cinttypes>
#include <cstdio>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/layout_sink.h"
#include "librdb/io/source.h"
#include "librdb/memory/dump_server.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/memory/memory_totals.h"
#include "librdb/memory/server_config.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/servers/row_program.h"

namespace rdb {
namespace {

class MemoryRows final : public LayoutSink<MemoryRows> {
 public:
  using LayoutSink<MemoryRows>::on;
  MemoryRows(const ServerProfile& profile, bool of_each)
      : totals_(profile), meter_(profile), of_each_(of_each) {}

  Interests enter(const Entry& entry) override {
    entry_ = &entry;
    return meter_.begin(entry);
  }
  void abort(const Entry&) override {}
  template <class Event>
  void layout(const Event& event) {
    meter_.on(event);
  }
  void on(const Leave& event) override {
    const KeyCost cost = meter_.end(event);
    totals_.add(entry_->db, entry_->attributes.has_expiry(), cost);
    if (of_each_) print(cost);
  }
  void on(const Finish&) override {
    const PredictedMemory all = totals_.predicted();
    std::printf("total %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                all.keys, all.allocated, all.tables, all.startup, all.used_memory, all.dataset);
  }

 private:
  void print(const KeyCost& cost) const {
    std::printf("key %" PRIu32 " ", entry_->db);
    print_hex(entry_->key);
    std::printf(" %s %s %s %" PRIu64 " %" PRIu64 " %.1f %" PRIu64 "\n",
                OwnedBytes(name_of(entry_->type)).c_str(),
                OwnedBytes(name_of(cost.encoding)).c_str(),
                OwnedBytes(name_of(cost.exactness)).c_str(), cost.memory.memory_usage,
                cost.memory.allocated, cost.standard_deviation, cost.elements);
  }

  MemoryTotals totals_;
  MemoryMeter meter_;
  bool of_each_;
  const Entry* entry_ = nullptr;
};

void print_rows(int argc, char** argv) {
  const bool of_each = argc < 2 || Bytes(argv[1]) != "--total";
  if (!of_each) {
    ++argv;
    --argc;
  }
  if (argc < 4) {
    throw InvalidArgument("usage: memory_rows [--total] DUMP SERVER ALLOCATOR [NAME=VALUE]...");
  }
  const ServerName server = parse_server_name(argv[2]);
  ServerProfile profile = server_profile(server.family, server.release);
  profile.allocator = Allocator(parse_size_classes(argv[3]));
  ServerConfig config;
  for (int i = 4; i < argc; ++i) {
    const Bytes setting = argv[i];
    const std::size_t split = setting.find('=');
    config.set(setting.substr(0, split),
               split == Bytes::npos ? Bytes() : setting.substr(split + 1));
  }
  config.apply(profile);
  const auto source = open_source(argv[1]);
  MemoryRows rows(profile, of_each);
  RdbReader(*source).run(rows);
}

}  // namespace
}  // namespace rdb

int main(int argc, char** argv) {
  return rdb::run_row_program("memory_rows", rdb::print_rows, argc, argv);
}
