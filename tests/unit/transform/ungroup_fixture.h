// An ungroup of a dump in text form: events in, events out, both as text.
#pragma once
#include <string>

#include "librdb/transform/ungroup.h"
#include "tests/unit/transform/regroup_fixture.h"

namespace rdb::testing {

struct Ungrouped {
  std::string text;
  UngroupStats stats;
};

inline UngroupOptions ungroup_options(const std::vector<RegroupRule>& rules) {
  UngroupOptions options;
  options.rules = rules;
  options.memory_limit = 1 << 20;
  return options;
}

/// Runs `input` (text form) through the stage; both ends of it are checked for the protocol.
inline Ungrouped ungrouped(const UngroupOptions& options, Bytes input,
                           const RegroupSetting& setting = {}) {
  Ungrouped result;
  TempSpoolFactory spools("/tmp");
  TextSink sink(result.text, setting.wanted, setting.text);
  CheckedSink checked_output(sink);
  UngroupStage stage(
      checked_output, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  CheckedSink checked_input(stage);
  TextReader(input, setting.reader).run(checked_input);
  result.stats = stage.stats();
  return result;
}

/// The text as TextSink writes it.
inline std::string said_again(Bytes text) {
  std::string result;
  TextSink sink(result, Interest::elements);
  TextReader(text).run(sink);
  return result;
}

/// The reason of the error of type E that the run ends with; empty if it ends otherwise.
template <typename E>
std::string ungroup_error(const UngroupOptions& options, Bytes input) {
  try {
    ungrouped(options, input);
  } catch (const E& error) {
    return error.reason();
  } catch (const Error& error) {
    return std::string("another error: ") + error.what();
  }
  return "";
}

}  // namespace rdb::testing
