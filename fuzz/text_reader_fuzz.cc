// The text form of events: any text is read or refused, and what is read writes itself again.
#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"

namespace {

bool written_again(rdb::Bytes text, rdb::OwnedBytes& out) {
  rdb::TextSink sink(out, rdb::Interest::elements | rdb::Interest::raw | rdb::Interest::layout);
  try {
    rdb::TextReader(text).run(sink);
    return true;
  } catch (const rdb::CorruptInput&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rdb::OwnedBytes first;
  if (!written_again(rdb::fuzzing::as_bytes(data, size), first)) return 0;
  rdb::OwnedBytes second;
  rdb::fuzzing::require(written_again(first, second), "our own text is refused");
  rdb::fuzzing::require(first == second, "the text changes with each pass");
  return 0;
}
