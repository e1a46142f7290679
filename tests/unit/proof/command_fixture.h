// Verify with a stream of commands as the result.
#pragma once
#include <string>

#include "librdb/io/byte_sink.h"
#include "librdb/write/resp_writer.h"
#include "tests/support/memory_spool.h"
#include "tests/support/random_flat_dump.h"
#include "tests/unit/proof/verify_fixture.h"

namespace rdb::testing {

inline OwnedBytes commands_of(const std::string& dump, RespWriterOptions options) {
  OwnedBytes text;
  MemorySink out(text);
  MemorySpools spools;
  options.now_ms = kDumpTime;
  options.spools = &spools;
  RespWriter writer(out, options);
  TextReader(dump).run(writer);
  return text;
}

inline Verification verified_commands(VerifyOptions options, Bytes source, Bytes commands) {
  options.result_is_commands = true;
  Verifier verifier(options);
  MemorySpools spools;
  do {
    MemorySource input(commands, 7);
    verifier.read_commands(input, spools, decoders(spools));
    TextReader(source).run(verifier.source());
  } while (verifier.must_read_again());
  return verifier.finish();
}

/// Whether the verification is an error or finds something.
inline bool is_noticed(const VerifyOptions& options, Bytes source, Bytes commands) {
  try {
    return !verified_commands(options, source, commands).is_proved();
  } catch (const Error&) {
    return true;
  }
}

inline VerifyOptions by_field() {
  VerifyOptions options;
  options.rules = {{.pattern = "{a}:{f}", .field = "f"}};
  return options;
}

}  // namespace rdb::testing
