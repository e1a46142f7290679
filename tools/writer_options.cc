#include "tools/writer_options.h"

#include <CLI/App.hpp>

#include "librdb/base/json_string.h"
#include "librdb/report/quantity_text.h"
#include "tools/resp_summary.h"

namespace rdbmill {

// ---- ConversionOptions ------------------------------------------------------------------------

void ConversionOptions::define(CLI::App& app) {
  target_.define(app);
  app.add_flag("--drop-field-ttl", drop_field_ttl_,
               "Fields of hashes lose their own expiry where the target has none");
  app.add_flag("--skip-unsupported", skip_unsupported_,
               "Leave out what the target cannot take (default: refuse, exit 6)");
  app.add_option("--unsupported", list_path_,
                 "With --skip-unsupported: list each key that was left out, one JSON object a line")
      ->type_name("FILE");
}

void ConversionOptions::setup() {
  target_.setup();
  if (!list_path_.empty() && !skip_unsupported_) {
    throw UsageError("--unsupported lists what --skip-unsupported leaves out", "give both");
  }
  if (list_path_ == "-") throw UsageError("--unsupported -: stdout is where the data goes");
}

void ConversionOptions::open_list(const OutputOption& output,
                                  const std::vector<std::string>& inputs) {
  if (!list_path_.empty()) list_ = output.open_beside(list_path_, inputs);
}

void ConversionOptions::list(const rdb::Entry* entry, const std::string& reason) {
  std::string line = "{";
  if (entry != nullptr) {
    line += "\"db\":" + std::to_string(entry->db) + ",\"key\":";
    rdb::append_json_bytes(line, entry->key);
    line += ',';
  }
  line += "\"reason\":";
  rdb::append_json_string(line, reason);
  line += "}\n";
  list_->write(line);
}

std::string ConversionOptions::remark(const rdb::LeftOut& left_out) {
  if (left_out.empty()) return {};
  std::string text = "warning: left out: ";
  const char* separator = "";
  for (const auto& [reason, row] : left_out.reasons()) {
    text += separator + rdb::thousands(row.count) + ' ' + reason;
    if (row.has_key) text += " (first \"" + rdb::escaped(row.first_key) + "\")";
    separator = ", ";
  }
  return text;
}

// ---- RespOptions ------------------------------------------------------------------------------

void RespOptions::define(CLI::App& app) {
  app.add_option(
         "--mode", mode_text_,
         "commands (SET, RPUSH, SADD, ZADD, HSET, XADD …; the default), or restore (RESTORE)")
      ->type_name("MODE");
  app.add_option("--exists", exists_text_,
                 "A key that is there already: merge (default) or overwrite for commands; fail "
                 "(default), skip or overwrite for restore")
      ->type_name("POLICY");
  now_.define(app, "the wall clock; what has expired by then is not sent");
}

void RespOptions::setup() {
  using Mode = rdb::RespWriterOptions::Mode;
  using rdb::ExistsPolicy;
  now_.setup();
  now_ms_ = now_.milliseconds().value_or(wall_clock_ms());
  if (mode_text_ == "restore") {
    mode_ = Mode::restore;
  } else if (!mode_text_.empty() && mode_text_ != "commands") {
    throw UsageError("--mode: \"" + rdb::escaped(mode_text_) + "\" is not known",
                     "it is commands or restore");
  }
  const bool restores = mode_ == Mode::restore;
  exists_ = restores ? ExistsPolicy::fail : ExistsPolicy::merge;
  if (exists_text_.empty()) return;
  if (exists_text_ == "overwrite") {
    exists_ = ExistsPolicy::overwrite;
  } else if (exists_text_ == "fail" || exists_text_ == "skip") {
    exists_ = exists_text_ == "fail" ? ExistsPolicy::fail : ExistsPolicy::skip;
    if (!restores) {
      throw UsageError(
          "--exists " + exists_text_ + ": plain commands cannot ask whether a key is there",
          "use --mode restore, or --exists merge or overwrite");
    }
  } else if (exists_text_ == "merge") {
    exists_ = ExistsPolicy::merge;
    if (restores) {
      throw UsageError("--exists merge: RESTORE replaces a key as a whole",
                       "use --mode commands, or --exists fail, skip or overwrite");
    }
  } else {
    throw UsageError("--exists: \"" + rdb::escaped(exists_text_) + "\" is not known",
                     "it is fail, skip, overwrite or merge");
  }
}

void RespOptions::apply(rdb::RespWriterOptions& options) const {
  options.mode = mode_;
  options.exists = exists_;
  options.now_ms = now_ms_;
}

std::string RespOptions::summary(const rdb::RespWriter::Counts& counts) const {
  return resp_summary(counts, now_ms_, !now_.milliseconds());
}

}  // namespace rdbmill
