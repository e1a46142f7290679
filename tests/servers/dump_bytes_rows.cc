// memory_rows DUMP RELEASE ALLOCATOR [NAME=NUMBER]…: what the model of memory says of a dump.
//
// For test_memory.py, which asks a server the same: `memory_rows dump.rdb 700 quantum-16
// hash-max-listpack-entries=100`. Prints a line for each string and hash, and one at the end:
//   key DB HEX_OF_NAME ENCODING IS_EXACT MEMORY_USAGE ALLOCATED DUMP_BYTES BYTES_IN_THIS_DUMP
//   total KEYS ALLOCATED TABLES
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <exception>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/event/tee.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/hash_memory.h"
#include "librdb/memory/main_table.h"
#include "librdb/memory/string_memory.h"
#include "librdb/parse/rdb_reader.h"

namespace rdb {
namespace {

class MemoryRows final : public Stage {
 public:
  using Stage::on;
  MemoryRows(EventSink& nothing, const ServerProfile& profile) : Stage(nothing), costs_(profile) {}

  Needs needs() const override { return {.leave = false, .sized_entries = true}; }

  Interests enter(const Entry& entry) override {
    if (entry.type != ObjectType::string && entry.type != ObjectType::hash) return kSkip;
    name_ = entry.key;
    db_ = entry.db;
    in_dump_ = entry.stored_head.size() + entry.value_bytes;
    key_ = {StringMeasure::of(entry.key), entry.attributes.has_expiry()};
    return Interest::elements;
  }
  void on(const StringValue& event) override {
    const auto value = StringMeasure::of(event.value);
    const Memory memory = string_memory(costs_.profile(), key_, value);
    print("string", true, memory, string_record_bytes(key_, value));
  }
  void on(const CollectionBegin&) override { hash_ = {}; }
  void on(const HashField& event) override {
    hash_.add(costs_, StringMeasure::of(event.field), StringMeasure::of(event.value));
  }
  void on(const CollectionEnd&) override {
    const HashCost cost = hash_.cost(costs_, key_);
    print(OwnedBytes(name_of(cost.encoding)).c_str(), cost.is_exact, cost.memory, cost.dump_bytes);
  }
  void on(const ResizeDb& event) override {
    tables_ += main_table_bytes(costs_.profile(), event.keys, event.expires);
  }
  void on(const Finish&) override {
    std::printf("total %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", keys_, allocated_, tables_);
  }

 private:
  void print(const char* encoding, bool is_exact, const Memory& memory, std::uint64_t dump_bytes) {
    ++keys_;
    allocated_ += memory.allocated;
    std::printf("key %" PRIu32 " ", db_);
    for (const char c : name_) std::printf("%02x", static_cast<unsigned>(c) & 0xff);
    std::printf("- %s %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", encoding,
                is_exact ? 1 : 0, memory.memory_usage, memory.allocated, dump_bytes, in_dump_);
  }

  ElementCosts costs_;
  Bytes name_;
  KeyMeasure key_;
  HashMemory hash_;
  std::uint32_t db_ = 0;
  std::uint64_t in_dump_ = 0;
  std::uint64_t keys_ = 0;
  std::uint64_t allocated_ = 0;
  std::uint64_t tables_ = 0;
};

std::uint64_t number(Bytes text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw InvalidArgument("no number: " + OwnedBytes(text));
  }
  return value;
}

void set(ServerProfile& profile, Bytes option) {
  const std::size_t split = option.find('=');
  const Bytes name = option.substr(0, split);
  const std::uint64_t value = split == Bytes::npos ? 0 : number(option.substr(split + 1));
  if (name == "hash-max-listpack-entries") {
    profile.hash_max_listpack_entries = value;
  } else if (name == "hash-max-listpack-value") {
    profile.hash_max_listpack_value = value;
  } else if (name == "shares-integers") {
    profile.shares_integers = value != 0;
  } else {
    throw InvalidArgument("unknown option " + OwnedBytes(name));
  }
}

void print_rows(int argc, char** argv) {
  if (argc < 4) throw InvalidArgument("usage: memory_rows DUMP RELEASE ALLOCATOR [NAME=NUMBER]...");
  ServerProfile profile =
      server_profile(Family::redis, static_cast<std::uint16_t>(number(argv[2])));
  profile.allocator = Allocator(parse_size_classes(argv[3]));
  for (int i = 4; i < argc; ++i) set(profile, argv[i]);
  const auto source = open_source(argv[1]);
  TempSpoolFactory spools("");
  Tee nothing({}, spools);
  MemoryRows rows(nothing, profile);
  RdbReader(*source).run(rows);
}

}  // namespace
}  // namespace rdb

int main(int argc, char** argv) {
  try {
    rdb::print_rows(argc, argv);
    return std::fflush(stdout) == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "memory_rows: %s\n", error.what());
    return 1;
  }
}
