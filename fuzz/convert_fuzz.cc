// Whole file → events → a dump for another server, commands, JSON: what the other dump holds is
// what this one holds, and nothing that can be read brings a writer down.
#include <vector>

#include "fuzz/fuzz_target.h"
#include "fuzz/value_lines.h"
#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/json_writer.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"

namespace {

using rdb::fuzzing::require;

constexpr std::uint64_t kEnough = std::uint64_t{1} << 24;  // a blob may unpack to 88 times its size

// Keys with elements, in order, as text.
class Content final : public rdb::fuzzing::ValueLines {
 public:
  void key(const rdb::Entry& entry, const rdb::OwnedBytes& lines) override {
    if (lines.empty()) return;  // no key at all: writers leave it out
    keys.push_back(std::to_string(entry.db) + ' ' + rdb::OwnedBytes(entry.key) + '\n' + lines);
  }
  std::vector<rdb::OwnedBytes> keys;
};

// False if the dump is damaged, or has something of which there are no elements.
bool read(rdb::Bytes input, rdb::EventSink& sink, bool verify) {
  rdb::TempSpoolFactory spools({});
  rdb::MemorySource source(input);
  try {
    rdb::RdbReader(source, {.verify_checksum = verify,
                            .window_bytes = 512,
                            .max_materialised = kEnough,
                            .spools = &spools})
        .run(sink);
    return true;
  } catch (const rdb::Error&) {
    return false;
  }
}

void convert(rdb::Bytes input, const char* target, const Content& before) {
  rdb::TempSpoolFactory spools({});
  rdb::OwnedBytes out;
  rdb::MemorySink sink(out);
  rdb::RdbWriterOptions options;
  options.target = rdb::parse_target(target);
  options.spools = &spools;
  options.skip_unsupported = true;
  rdb::RdbWriter writer(sink, options);
  if (!read(input, writer, false)) return;  // refused, as servers would
  if (!writer.left_out().empty()) return;   // metadata of keys: they are not there
  Content after;
  require(read(out, after, true), "the converted dump does not read");
  require(after.keys == before.keys, "the converted dump holds something else");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  Content before;
  const bool good = read(input, before, false);
  if (good) {
    for (const char* const target : {"redis:8.0", "valkey:9.1"}) convert(input, target, before);
  }
  rdb::TempSpoolFactory spools({});
  rdb::OwnedBytes out;
  rdb::MemorySink sink(out);
  rdb::JsonWriter json(sink, {.spools = &spools});
  read(input, json, false);
  for (const auto mode :
       {rdb::RespWriterOptions::Mode::commands, rdb::RespWriterOptions::Mode::restore}) {
    rdb::RespWriterOptions options;
    options.mode = mode;
    options.spools = &spools;
    options.send_expired = true;
    rdb::RespWriter resp(sink, options);
    read(input, resp, false);
  }
  return 0;
}
