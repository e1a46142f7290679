// Several dumps told as one: the shards of a cluster, one after the other.
//
//   DumpSeries series(paths, common, {.spools = &spools});
//   series.read_into(sink);
//
// The first dump's header and AUX fields stand for all; function libraries that are the same are
// told once. A key must not be in two dumps: what shows that it could be is refused.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "tools/dump_run.h"

namespace rdbmill {

/// What was read of one of the dumps.
struct SeriesInput {
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;  ///< as stated, else as it should be; 0: not known
};

class DumpSeries {
 public:
  /// Opens the first. Throws `rdb::IoError`.
  DumpSeries(std::vector<std::string> paths, const CommonOptions& common,
             rdb::ReaderOptions options);
  /// Tells all dumps. Throws what a reader throws; `rdb::Refused` if they do not belong together
  /// or, without `base_only`, if one is the base of an append-only file.
  void read_into(rdb::EventSink& sink, bool base_only);

  /// For work that goes on within read_into(), behind the last key.
  void tick_phase(const char* phase, std::uint64_t done, std::uint64_t total);

  /// Of the dump itself, where the user named a folder. Until read_into().
  const std::string& first_path() const { return first_->path(); }
  const std::string& first_name() const { return first_->name(); }
  const std::vector<SeriesInput>& inputs() const { return inputs_; }
  std::uint64_t bytes() const;
  /// Warnings about what was not taken over.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::string> paths_;
  const CommonOptions& common_;
  rdb::ReaderOptions options_;
  std::unique_ptr<DumpRun> first_;
  DumpRun* current_ = nullptr;
  std::vector<SeriesInput> inputs_;
  std::vector<std::string> warnings_;
};

}  // namespace rdbmill
