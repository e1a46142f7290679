// A regroup of a dump in text form: events in, events out, both as text.
#pragma once
#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/transform/regroup.h"

namespace rdb::testing {

/// What a run gave: the text of its events, and what it counted.
struct Regrouped {
  std::string text;
  RegroupStats stats;
};

struct RegroupSetting {
  Interests wanted = Interest::elements;
  TextOptions text;
  TextReaderOptions reader;
};

/// Runs `input` (text form) through the stage; both ends of it are checked for the protocol.
inline Regrouped regrouped(const RegroupOptions& options, Bytes input,
                           const RegroupSetting& setting = {}) {
  Regrouped result;
  TempSpoolFactory spools("/tmp");
  TextSink sink(result.text, setting.wanted, setting.text);
  CheckedSink checked_output(sink);
  RegroupStage stage(
      checked_output, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  CheckedSink checked_input(stage);
  TextReader(input, setting.reader).run(checked_input);
  result.stats = stage.stats();
  return result;
}

/// The reason of the error of type E that the run ends with; empty if it ends otherwise.
template <typename E>
std::string regroup_error(const RegroupOptions& options, Bytes input,
                          const RegroupSetting& setting = {}) {
  try {
    regrouped(options, input, setting);
  } catch (const E& error) {
    return error.reason();
  } catch (const Error& error) {
    return std::string("another error: ") + error.what();
  }
  return "";
}

}  // namespace rdb::testing
