#include "tools/memory_options.h"

#include <CLI/App.hpp>

#include "librdb/base/errors.h"
#include "librdb/io/source.h"
#include "tools/options.h"
#include "tools/stdin_use.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Memory in the server";

std::string text_of(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{4} << 20;
  const auto source = rdb::open_source(path);
  std::string text;
  std::string part(std::size_t{64} << 10, '\0');
  while (const std::size_t count = source->read(part.data(), part.size())) {
    text.append(part, 0, count);
    if (text.size() > kMost) throw UsageError("--server-config: the file is larger than 4 MiB");
  }
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

void ServerMemoryOptions::define(CLI::App& app, bool many) {
  CLI::Option* const target =
      app.add_option("--target", targets_,
                     "In which server: same (default: the one that wrote the dump), redis:7.0, "
                     "valkey:9.1 …" +
                         std::string(many ? "; may be repeated" : ""))
          ->type_name("SERVER")
          ->expected(1)
          ->allow_extra_args(false)
          ->group(kGroup);
  if (many) target->take_all();
  app.add_option("--allocator", allocator_text_,
                 "Its jemalloc: bundled (default), debian (12, 13 and most distributions), or "
                 "debian-sid (5.3.1)")
      ->type_name("WHICH")
      ->group(kGroup);
  reads_stdin(app.add_option("--server-config", config_paths_,
                             "Its redis.conf, for the limits of encodings; may be repeated")
                  ->type_name("FILE")
                  ->expected(1)
                  ->take_all()
                  ->allow_extra_args(false)
                  ->group(kGroup));
  app.add_option("--server-limit", limits_,
                 "One of its settings, e.g. hash-max-listpack-entries=1024; also maxmemory and "
                 "maxmemory-policy, which decide whether integers are shared; may be repeated")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
}

void ServerMemoryOptions::setup() {
  rdb::ServerChoice choice;
  choice.size_classes = classes_named(allocator_text_);
  for (const std::string& path : config_paths_) {
    understood("--server-config", path, [&](const std::string& name) {
      choice.config.read(text_of(name));
      return true;
    });
  }
  for (const std::string& limit : limits_) {
    const std::size_t split = limit.find('=');
    if (split == std::string::npos) {
      throw UsageError("--server-limit: expected NAME=VALUE, found \"" + rdb::escaped(limit) + '"');
    }
    understood("--server-limit", limit, [&](const std::string& text) {
      choice.config.set(rdb::Bytes(text).substr(0, split), rdb::Bytes(text).substr(split + 1));
      return true;
    });
  }
  if (targets_.empty()) targets_.push_back("same");
  for (const std::string& target : targets_) {
    choice.server.reset();
    if (target != "same") {
      choice.server = understood("--target", target, rdb::parse_server_name);
    }
    choices_.push_back(choice);
  }
}

std::string ServerMemoryOptions::remark(const rdb::DumpServer& of_dump) const {
  const rdb::ChosenServer chosen = choice().of(of_dump);
  rdb::ServerProfile asked;
  asked.family = chosen.name.family;
  asked.release = chosen.name.release;
  if (rdb::name_of(asked) == rdb::name_of(chosen.profile)) return {};
  return "memory is that of " + rdb::name_of(chosen.profile) + ": " + rdb::name_of(asked) +
         " was never measured";
}

}  // namespace rdbmill
