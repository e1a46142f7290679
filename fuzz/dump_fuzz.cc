// A whole file → events: any bytes give the same events and the same verdict in pieces of any size,
// the events keep the grammar, and their text form reads back.
#include <string>

#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"

namespace {

using rdb::fuzzing::require;

constexpr std::size_t kWide = std::size_t{1} << 16;  // inputs are smaller: all of it in one window
constexpr std::uint64_t kEnough = std::uint64_t{1} << 24;  // a blob may unpack to 88 times its size

struct Told {
  rdb::OwnedBytes text;
  rdb::OwnedBytes error;  // kind and record, empty if the dump is good
};

/// What is wrong and with which record. The first wrong byte is not compared: a count that cannot
/// be true is noticed as soon as more input is needed, so earlier if that comes in small pieces.
rdb::OwnedBytes verdict(const rdb::Error& error) {
  const char* kind = dynamic_cast<const rdb::CorruptInput*>(&error)  ? "damaged"
                     : dynamic_cast<const rdb::Unsupported*>(&error) ? "unsupported"
                                                                     : "limit";
  return kind + (" " + std::to_string(error.place().record));
}

Told tell(rdb::Bytes input, rdb::Interests wanted, std::size_t piece, std::size_t window) {
  Told told;
  rdb::TempSpoolFactory spools({});
  rdb::MemorySource source(input, piece);
  rdb::TextSink text(told.text, wanted, {.needs = {.leave = true}});
  rdb::CheckedSink checked(text);
  try {
    rdb::RdbReader reader(source, {.verify_checksum = false,
                                   .window_bytes = window,
                                   .max_materialised = kEnough,
                                   .spools = &spools});
    reader.run(checked);
    reader.trailing();
  } catch (const rdb::Error& error) {
    told.error = verdict(error);
  }
  return told;
}

void read_back(const Told& told, rdb::Interests wanted) {
  rdb::OwnedBytes again;
  rdb::TextSink text(again, wanted, {.needs = {.leave = true}});
  rdb::TextReader(told.text).run(text);
  require(again == told.text, "the text form does not read back");
}

void check(rdb::Bytes input, rdb::Interests wanted) {
  const Told whole = tell(input, wanted, ~std::size_t{0}, kWide);
  const Told pieces = tell(input, wanted, 1 + input.size() % 7, kWide);
  require(whole.error == pieces.error, "the verdict depends on the pieces");
  const Told narrow = tell(input, wanted, 64, 256);
  require(whole.error.empty() == narrow.error.empty(), "the verdict depends on the window");
  if (whole.error.empty()) {
    require(whole.text == pieces.text, "the events depend on the pieces");
    require(whole.text == narrow.text, "the events depend on the window");
    read_back(whole, wanted);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  check(input, rdb::kSkip);
  check(input, rdb::Interest::raw);
  check(input, rdb::Interest::elements);
  check(input, rdb::Interest::layout | rdb::Interest::raw | rdb::Interest::elements);
  return 0;
}
