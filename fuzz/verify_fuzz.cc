// Whole file → regroup → dump or commands → verify: what regroup makes of any dump is what its
// rules say. Two ways to the same meaning, written apart from each other. (Of a key that stands
// twice a server that takes commands makes one.)
#include "fuzz/fuzz_target.h"
#include "fuzz/key_names.h"
#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/proof/verify.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"

namespace {

using rdb::fuzzing::require;

constexpr std::uint64_t kMemory = std::uint64_t{512} << 10;
constexpr std::int64_t kNow = 1'700'000'000'000;

void read(rdb::Bytes input, rdb::EventSink& sink) {
  rdb::MemorySource source(input);
  rdb::RdbReader(source, {.verify_checksum = false, .window_bytes = std::size_t{1} << 16})
      .run(sink);
}

std::unique_ptr<rdb::ValueDecoder> decoder(rdb::Family family, std::uint32_t version) {
  return rdb::make_value_decoder(family, version);
}

class Case {
 public:
  Case(rdb::Bytes input, std::vector<rdb::RegroupRule> rules)
      : input_(input), rules_(std::move(rules)) {}

  void dump() {
    rdb::OwnedBytes out;
    rdb::MemorySink sink(out);
    rdb::RdbWriter writer(sink, {.spools = &spools_});
    rdb::CheckedSink checked(writer);
    regroup(checked);
    rdb::Verifier verifier(options(false));
    read(input_, verifier.source());
    read(out, verifier.result());
    require(verifier.finish().is_proved(), "the dump is not what the rules say");
  }

  void commands() {
    rdb::OwnedBytes out;
    rdb::MemorySink sink(out);
    rdb::RespWriter writer(
        sink, {.target = rdb::parse_target("redis:8.0"), .now_ms = kNow, .spools = &spools_});
    regroup(writer);
    rdb::Verifier verifier(options(true));
    rdb::MemorySource commands(out);
    verifier.read_commands(commands, spools_, decoder);
    read(input_, verifier.source());
    require(verifier.finish().is_proved(), "the commands are not what the rules say");
  }

 private:
  rdb::VerifyOptions options(bool result_is_commands) const {
    return {.rules = rules_,
            .now_ms = kNow,
            .result_is_commands = result_is_commands,
            .memory_limit = kMemory};
  }
  void regroup(rdb::EventSink& out) {
    rdb::RegroupStage stage(out,
                            {.rules = rules_,
                             .now_ms = kNow,
                             .memory_limit = kMemory,
                             .any_slot = true,
                             .allow_none = true},
                            decoder, spools_);
    read(input_, stage);
  }

  rdb::Bytes input_;
  std::vector<rdb::RegroupRule> rules_;
  rdb::TempSpoolFactory spools_{{}};
};

bool any_key_twice(rdb::Bytes input) {
  rdb::fuzzing::KeyNames names;
  try {
    read(input, names);
  } catch (const rdb::Error&) {
  }
  return names.any_twice();
}

void check(rdb::Bytes input, const std::vector<rdb::RegroupRule>& rules) {
  Case one(input, rules);
  for (void (Case::*const way)() : {&Case::dump, &Case::commands}) {
    try {
      (one.*way)();
    } catch (const rdb::Error&) {  // damaged, or refused
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  if (any_key_twice(input)) return 0;
  check(input, {{.pattern = "{a}:{b}", .field = "b"}});
  check(input, {{.pattern = "{a}:{b}:{c}", .field = "b", .group_ttl = rdb::GroupTtl::max},
                {.pattern = "{a}:{b}",
                 .field = "a",
                 .values = rdb::RegroupRule::Values::any,
                 .group_ttl = rdb::GroupTtl::same,
                 .on_conflict = rdb::FieldConflict::last}});
  return 0;
}
