// Commands as the result of a regroup: any bytes are read or refused, in time and memory that their
// length bounds.
#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/proof/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rdb::TempSpoolFactory spools({});
  rdb::MemorySource commands(rdb::fuzzing::as_bytes(data, size));
  const auto decoders = [](rdb::Family family, std::uint32_t version) {
    return rdb::make_value_decoder(family, version);
  };
  rdb::Verifier verifier({.rules = {{.pattern = "{a}:{b}", .field = "b"}},
                          .now_ms = 1,
                          .result_is_commands = true,
                          .memory_limit = std::uint64_t{1} << 20});
  try {
    verifier.read_commands(commands, spools, decoders);
    const rdb::Verification found = verifier.finish();
    rdb::fuzzing::require(found.pairs == 0, "pairs of no source");
  } catch (const rdb::Error&) {
  }
  return 0;
}
