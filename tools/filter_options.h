// Which keys: the options that mean the same in every command that reads a dump.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "librdb/transform/key_filter.h"
#include "tools/options.h"

namespace rdbmill {

/// -k -K --key-glob --prefix --keys-from --not-keys-from --nul -t -T -d -D --size --ttl --idle
/// --freq --slot --sample --seed.
class FilterOptions {
 public:
  void define(CLI::App& app);
  /// `now_ms` is what --ttl counts from; none: the ctime of each dump. Reads the files of
  /// --keys-from.
  void setup(std::optional<std::int64_t> now_ms);
  /// Whether any of them was given.
  bool was_used() const { return used_; }
  /// The sink behind the filter, or the sink itself if there is none. Lives as long as this.
  rdb::EventSink& in_front_of(rdb::EventSink& sink);
  /// "12 of 345 keys" of all dumps that were filtered, if there was a filter.
  std::string remark() const;
  /// The options as they were given, "-t hash --ttl none"; equal for equal filters, but for what is
  /// in files.
  std::string description() const;

 private:
  void setup_names();
  void setup_lists();
  void setup_ranges();

  std::vector<std::string> patterns_, not_patterns_, globs_, prefixes_;
  std::vector<std::string> keys_from_, not_keys_from_;
  std::vector<std::string> types_, not_types_, slots_;
  std::vector<std::uint32_t> databases_, not_databases_;
  std::string size_, ttl_, idle_, frequency_, sample_;
  std::uint64_t seed_ = 0;
  bool nul_ = false;
  bool used_ = false;
  std::uint64_t kept_ = 0;  // by filters before
  std::uint64_t dropped_ = 0;
  rdb::KeyFilterRules rules_;
  std::unique_ptr<rdb::KeyFilter> filter_;
};

}  // namespace rdbmill
