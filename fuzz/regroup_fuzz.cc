// Whole file → regroup → file: any dump is regrouped or refused; what comes out is a dump that
// reads without a fault, holds no key twice unless the input did, and loses no counter.
#include "fuzz/fuzz_target.h"
#include "fuzz/key_names.h"
#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"

namespace {

using rdb::fuzzing::require;
using Conflict = rdb::FieldConflict;

// Enough for the smallest inputs only: most spill.
constexpr std::uint64_t kMemory = std::uint64_t{512} << 10;

bool read(rdb::Bytes input, rdb::EventSink& sink, bool verify) {
  rdb::MemorySource source(input);
  rdb::RdbReader reader(source, {.verify_checksum = verify, .window_bytes = std::size_t{1} << 16});
  try {
    reader.run(sink);
    return true;
  } catch (const rdb::Error&) {
    return false;
  }
}

bool any_key_twice(rdb::Bytes dump, bool verify) {
  rdb::fuzzing::KeyNames names;
  require(read(dump, names, verify), "the output does not read");
  return names.any_twice();
}

void check(rdb::Bytes input, rdb::RegroupOptions options) {
  rdb::TempSpoolFactory spools({});
  rdb::OwnedBytes out;
  rdb::MemorySink sink(out);
  rdb::RdbWriter writer(sink, {.spools = &spools});
  rdb::CheckedSink checked(writer);
  const auto decoders = [](rdb::Family family, std::uint32_t version) {
    return rdb::make_value_decoder(family, version);
  };
  rdb::RegroupStage stage(checked, std::move(options), decoders, spools);
  if (!read(input, stage, false)) return;
  const auto& stats = stage.stats();
  require(stats.sum_in == stats.sum_out + stats.sum_discarded, "a sum is lost");
  if (!any_key_twice(input, false)) require(!any_key_twice(out, true), "a key was made twice");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  for (const Conflict conflict : {Conflict::fail, Conflict::first, Conflict::last, Conflict::sum,
                                  Conflict::max, Conflict::min}) {
    check(input, {.rules = {{.pattern = "{a}:{b}", .field = "b", .on_conflict = conflict}},
                  .memory_limit = kMemory,
                  .any_slot = true,
                  .allow_none = true});
  }
  for (const rdb::GroupTtl ttl : {rdb::GroupTtl::drop, rdb::GroupTtl::same, rdb::GroupTtl::max}) {
    check(input, {.rules = {{.pattern = "{a}:{b}:{c}", .field = "b", .group_ttl = ttl},
                            {.pattern = "{a}:{b}",
                             .field = "a",
                             .values = rdb::RegroupRule::Values::any,
                             .group_ttl = ttl,
                             .on_conflict = Conflict::last}},
                  .memory_limit = kMemory,
                  .allow_none = true});
  }
  return 0;
}
