// A verification of two dumps in text form.
#pragma once
#include <string>

#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/proof/verify.h"
#include "librdb/transform/regroup.h"

namespace rdb::testing {

inline Verification verified(const VerifyOptions& options, Bytes source, Bytes result) {
  Verifier verifier(options);
  CheckedSink checked_source(verifier.source());
  TextReader(source).run(checked_source);
  CheckedSink checked_result(verifier.result());
  TextReader(result).run(checked_result);
  return verifier.finish();
}

/// What regroup makes of a dump; throws what it throws.
inline std::string grouped(const RegroupOptions& options, Bytes source) {
  std::string text;
  TempSpoolFactory spools("/tmp");
  TextSink sink(text, Interest::elements);
  RegroupStage stage(
      sink, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  TextReader(source).run(stage);
  return text;
}

/// A line a difference: kind, database, key, field, what was expected and found.
inline std::string listed(const Verification& found) {
  std::string text;
  for (const Difference& difference : found.differences) {
    text += std::string(Difference::name_of(difference.kind)) + ' ' +
            std::to_string(difference.db) + ' ' + difference.key +
            (difference.has_field ? " [" + difference.field + ']' : "") + ": " +
            difference.expected + " -> " + difference.found + '\n';
  }
  return text;
}

}  // namespace rdb::testing
