#include "tools/memory_options.h"

#include <CLI/App.hpp>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "tools/options.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Memory in the server";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw rdb::IoError("open " + path, errno);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) throw rdb::IoError("read " + path, errno);
  return text;
}

rdb::SizeClasses classes_named(const std::string& text) {
  if (text == "bundled") return rdb::SizeClasses::quantum_8;
  if (text == "debian") return rdb::SizeClasses::quantum_16;
  if (text == "debian-sid") return rdb::SizeClasses::quantum_16_pages;
  throw UsageError("--allocator: \"" + rdb::escaped(text) + "\" is not known",
                   "it is bundled, debian or debian-sid");
}

}  // namespace

void ServerMemoryOptions::define(CLI::App& app) {
  app.add_option("--target", target_text_,
                 "In which server: same (default: the one that wrote the dump), redis:7.0, "
                 "valkey:9.1 …")
      ->type_name("SERVER")
      ->group(kGroup);
  app.add_option("--allocator", allocator_text_,
                 "Its jemalloc: bundled (default), debian (12, 13 and most distributions), or "
                 "debian-sid (5.3.1)")
      ->type_name("WHICH")
      ->group(kGroup);
  app.add_option("--server-config", config_path_, "Its redis.conf, for the limits of encodings")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--server-limit", limits_,
                 "One of its settings, e.g. hash-max-listpack-entries=1024; also maxmemory and "
                 "maxmemory-policy, which decide whether integers are shared")
      ->type_name("NAME=VALUE")
      ->group(kGroup);
}

void ServerMemoryOptions::setup() {
  if (target_text_ != "same") {
    target_ = understood("--target", target_text_, rdb::parse_server_name);
  }
  classes_ = classes_named(allocator_text_);
  if (!config_path_.empty()) {
    understood("--server-config", read_file(config_path_), [this](const std::string& text) {
      config_.read(text);
      return true;
    });
  }
  for (const std::string& limit : limits_) {
    const std::size_t split = limit.find('=');
    if (split == std::string::npos) {
      throw UsageError("--server-limit: expected NAME=VALUE, found \"" + rdb::escaped(limit) + '"');
    }
    understood("--server-limit", limit, [&](const std::string& text) {
      config_.set(rdb::Bytes(text).substr(0, split), rdb::Bytes(text).substr(split + 1));
      return true;
    });
  }
}

rdb::ServerName ServerMemoryOptions::server(const rdb::DumpServer& of_dump) const {
  return target_.value_or(rdb::ServerName{of_dump.family(), of_dump.release()});
}

rdb::ServerProfile ServerMemoryOptions::profile(const rdb::DumpServer& of_dump) const {
  const rdb::ServerName name = server(of_dump);
  rdb::ServerProfile profile = rdb::find_nearest_server_profile(name.family, name.release).row;
  profile.allocator = rdb::Allocator(classes_);
  config_.apply(profile);
  return profile;
}

std::string ServerMemoryOptions::remark(const rdb::DumpServer& of_dump) const {
  const rdb::ServerName name = server(of_dump);
  const rdb::NearestProfile nearest = rdb::find_nearest_server_profile(name.family, name.release);
  if (nearest.is_checked) return {};
  rdb::ServerProfile asked;
  asked.family = name.family;
  asked.release = name.release;
  return "memory is that of " + rdb::name_of(nearest.row) + ": " + rdb::name_of(asked) +
         " was never measured";
}

}  // namespace rdbmill
