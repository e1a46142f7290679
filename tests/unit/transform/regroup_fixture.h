// A regroup of a dump in text form: events in, events out, both as text.
#pragma once
#include <memory>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/stage.h"
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

/// Gives keys and values the form in which a reader gives those of a file: behind a key there is
/// slack that may be read and looks like more of it, and integers are integers.
class LikeFromAFile : public Stage {
 public:
  using Stage::on;
  using Stage::Stage;
  Interests enter(const Entry& entry) override {
    constexpr std::size_t kSlack = 64;
    const std::size_t size = entry.key.size();
    memory_ = std::make_unique<char[]>(size + kSlack);  // exact: a sanitizer sees what is beyond
    entry.key.copy(memory_.get(), size);
    for (std::size_t i = 0; i < kSlack; ++i) memory_[size + i] = ":7"[i % 2];
    entry_.reset(new Entry(entry.renamed(Bytes(memory_.get(), size))));
    entry_->key_slack = kSlack;
    return next().enter(*entry_);
  }
  void on(const StringValue& event) override {
    std::int64_t integer = 0;
    if (!integer_of(event.value, integer)) return next().on(event);
    const Payload value = Payload::integer(integer);
    next().on(StringValue{{}, value, event.stored});
  }

 private:
  std::unique_ptr<char[]> memory_;
  std::unique_ptr<Entry> entry_;  // lives until the next
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
