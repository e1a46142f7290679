// dump_bytes_rows DUMP SERVER: what the model says that strings and hashes take in a dump.
//
// For test_memory.py. Prints a line for each string and hash:
//   DB HEX_OF_NAME- BYTES_OF_THE_MODEL BYTES_IN_THIS_DUMP
#include <cinttypes>
#include <cstdio>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/event/tee.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/dump_server.h"
#include "librdb/memory/hash_memory.h"
#include "librdb/memory/string_memory.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/servers/row_program.h"

namespace rdb {
namespace {

class DumpBytesRows final : public Stage {
 public:
  using Stage::on;
  DumpBytesRows(EventSink& nothing, const ServerProfile& profile)
      : Stage(nothing), costs_(profile) {}

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
    print(string_record_bytes(key_, StringMeasure::of(event.value)));
  }
  void on(const CollectionBegin&) override { hash_ = {}; }
  void on(const HashField& event) override {
    hash_.add(costs_, StringMeasure::of(event.field), StringMeasure::of(event.value));
  }
  void on(const CollectionEnd&) override { print(hash_.cost(costs_, key_).dump_bytes); }
  void on(const Finish&) override {}

 private:
  void print(std::uint64_t dump_bytes) const {
    std::printf("%" PRIu32 " ", db_);
    print_hex(name_);
    std::printf(" %" PRIu64 " %" PRIu64 "\n", dump_bytes, in_dump_);
  }

  ElementCosts costs_;
  Bytes name_;
  KeyMeasure key_;
  HashMemory hash_;
  std::uint32_t db_ = 0;
  std::uint64_t in_dump_ = 0;
};

void print_rows(int argc, char** argv) {
  if (argc != 3) throw InvalidArgument("usage: dump_bytes_rows DUMP SERVER");
  const ServerName server = parse_server_name(argv[2]);
  const ServerProfile profile = server_profile(server.family, server.release);
  const auto source = open_source(argv[1]);
  TempSpoolFactory spools("");
  Tee nothing({}, spools);
  DumpBytesRows rows(nothing, profile);
  RdbReader(*source).run(rows);
}

}  // namespace
}  // namespace rdb

int main(int argc, char** argv) {
  return rdb::run_row_program("dump_bytes_rows", rdb::print_rows, argc, argv);
}
