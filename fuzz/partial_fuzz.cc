// Any lines as a partial result, with a right last line behind them so that they are looked at:
// refused with one of our errors, or a report that is written as it was read, can be shown and
// added to itself.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string>

#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/open_metrics.h"
#include "librdb/report/report_csv.h"
#include "librdb/report/report_json.h"
#include "librdb/report/report_partial.h"
#include "librdb/report/report_text.h"
#include "librdb/report/report_union.h"
#include "librdb/report/screen_text.h"

namespace {

std::string written(const rdb::DumpReport& report) {
  std::string text;
  rdb::write_partial(report, [&](rdb::Bytes line) { text += line; });
  return text;
}

rdb::DumpReport read(rdb::Bytes text) {
  rdb::PartialReader reader("fuzz");
  reader.feed(text);
  return reader.finish();
}

// Without a last line of its own.
std::string with_end(rdb::Bytes input) {
  std::string text(input.substr(0, input.find("{\"end\"")));
  if (!text.ends_with('\n')) text += '\n';
  const auto rows = std::count(text.begin(), text.end(), '\n');
  const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  return text + "{\"end\":{\"rows\":" + std::to_string(rows) + ",\"xxh3\":" + std::to_string(hash) +
         "}}\n";
}

void show(const rdb::DumpReport& report) {
  const rdb::ReportGrowth growth = rdb::growth_between(report, report);
  static_cast<void>(rdb::render_screen_text(report, {.now_ms = 0, .growth = &growth}));
  static_cast<void>(rdb::render_tables_text(report, {}));
  static_cast<void>(rdb::render_report_json(report, &growth));
  static_cast<void>(rdb::render_report_csv(report));
  static_cast<void>(rdb::render_open_metrics(report, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rdb::DumpReport report;
  try {
    report = read(with_end(rdb::fuzzing::as_bytes(data, size)));
  } catch (const rdb::CorruptInput&) {
    return 0;
  } catch (const rdb::Unsupported&) {
    return 0;
  }
  const std::string text = written(report);
  rdb::fuzzing::require(written(read(text)) == text, "a partial result changes when it is read");
  show(report);
  rdb::DumpReport sum = report;
  rdb::unite(sum, std::move(report));
  show(sum);
  return 0;
}
