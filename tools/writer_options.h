// What is written and for whom: options of the commands that end in a dump or a command stream.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/options.h"
#include "tools/same_output.h"

namespace rdbmill {

/// --target --drop-field-ttl --skip-unsupported --unsupported.
class ConversionOptions {
 public:
  void define(CLI::App& app);
  void setup();
  const rdb::TargetServer& target() const { return target_.target(); }
  /// Whether anything but a copy was asked for.
  bool converts() const { return !target().same || drop_field_ttl_; }

  /// Opens the list of what is left out, if there is one.
  void open_list(const OutputOption& output, const std::vector<std::string>& inputs);
  NamedOutput list_output() const { return {"--unsupported", list_path_}; }
  /// That list, or null. Whoever opened it closes it.
  rdb::ByteSink* list_sink() const { return list_.get(); }
  /// A warning that names what was left out, or nothing.
  static std::string remark(const rdb::LeftOut& left_out);

  template <typename Options>
  void apply(Options& options) {
    options.target = target();
    options.drop_field_expiry = drop_field_ttl_;
    options.skip_unsupported = skip_unsupported_;
    if (list_ == nullptr) return;
    options.on_unsupported = [this](const rdb::Entry* entry, const std::string& reason) {
      list(entry, reason);
    };
  }

 private:
  void list(const rdb::Entry* entry, const std::string& reason);

  TargetOption target_;
  bool drop_field_ttl_ = false;
  bool skip_unsupported_ = false;
  std::string list_path_;
  std::unique_ptr<rdb::ByteSink> list_;
};

/// --mode --exists --now: how commands are sent.
class RespOptions {
 public:
  void define(CLI::App& app);
  void setup();
  bool was_used() const { return !mode_text_.empty() || !exists_text_.empty(); }
  std::int64_t now_ms() const { return now_ms_; }
  /// Only if it was given.
  std::optional<std::int64_t> given_now_ms() const { return now_.milliseconds(); }
  void apply(rdb::RespWriterOptions& options) const;
  std::string summary(const rdb::RespWriter::Counts& counts) const;

 private:
  std::string mode_text_;
  std::string exists_text_;
  NowOption now_;
  rdb::RespWriterOptions::Mode mode_ = rdb::RespWriterOptions::Mode::commands;
  rdb::ExistsPolicy exists_ = rdb::ExistsPolicy::merge;
  std::int64_t now_ms_ = 0;
};

}  // namespace rdbmill
