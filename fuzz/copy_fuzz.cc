// Whole file → events → file: an unchanged copy of what can be read is the same bytes, and what a
// rewriting copy makes of it is a dump that reads without a fault and holds the same values.
#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"

namespace {

using rdb::fuzzing::require;

bool read(rdb::Bytes input, rdb::EventSink& sink, bool verify, std::size_t& end) {
  rdb::MemorySource source(input);
  try {
    rdb::RdbReader reader(source,
                          {.verify_checksum = verify, .window_bytes = std::size_t{1} << 16});
    reader.run(sink);
    end = reader.offset();
    return true;
  } catch (const rdb::Error&) {
    return false;
  }
}

/// The keys with their raw values, one line each.
rdb::OwnedBytes keys_of(rdb::Bytes input, bool verify) {
  rdb::OwnedBytes text;
  rdb::TextSink sink(text, rdb::Interest::raw);
  std::size_t end = 0;
  if (!read(input, sink, verify, end)) return "damaged";
  rdb::OwnedBytes keys;
  for (std::size_t at = 0, next; at < text.size(); at = next) {
    next = text.find('\n', at) + 1;
    const rdb::Bytes line = rdb::Bytes(text).substr(at, next - at);
    if (line.starts_with("key ") || line.starts_with("  ")) keys += line;
  }
  return keys;
}

void copy_unchanged(rdb::Bytes input) {
  rdb::OwnedBytes out;
  rdb::MemorySink sink(out);
  rdb::RdbWriter writer(sink, {.verbatim = true});
  std::size_t end = 0;
  if (!read(input, writer, false, end)) return;
  require(out == input.substr(0, end), "an unchanged copy differs");
}

void copy_rewritten(rdb::Bytes input) {
  rdb::TempSpoolFactory spools({});
  rdb::OwnedBytes out;
  rdb::MemorySink sink(out);
  rdb::RdbWriter writer(sink, {.spools = &spools});
  std::size_t end = 0;
  if (!read(input, writer, false, end)) return;
  require(keys_of(out, true) == keys_of(input, false), "a rewritten copy holds other keys");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  copy_unchanged(input);
  copy_rewritten(input);
  return 0;
}
