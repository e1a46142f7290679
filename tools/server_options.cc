#include "tools/server_options.h"

#include <CLI/App.hpp>

#include "librdb/base/errors.h"
#include "librdb/io/source.h"
#include "tools/options.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Memory of which server";

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

}  // namespace

void ServerOptions::define(CLI::App& app) {
  app.add_option(
         "--target", target_text_,
         "The server that loads the dump, as redis:7.0 or valkey:9.1; default: the one that "
         "wrote it")
      ->type_name("SERVER")
      ->group(kGroup);
  app.add_option(
         "--allocator", allocator_text_,
         "Of the server: bundled (default), debian or debian-sid for one from a distribution")
      ->type_name("WHICH")
      ->group(kGroup);
  app.add_option("--server-config", config_paths_, "A redis.conf with its limits; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
  app.add_option("--server-limit", limit_texts_,
                 "One limit of it, as hash-max-listpack-entries=1000; may be repeated")
      ->type_name("NAME=N")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)
      ->group(kGroup);
}

void ServerOptions::setup_target() {
  const rdb::TargetServer target = target_named(target_text_);
  if (target.same) return;
  if (target.compatible) {
    throw UsageError("--target: memory is that of one server",
                     "name a release, as redis:7.0 or valkey:9.1");
  }
  profile_ = understood("--target", target_text_, [&](const std::string&) {
    try {
      return rdb::server_profile(target.family, target.release);
    } catch (const rdb::Unsupported& error) {
      throw UsageError(error.reason());
    }
  });
}

void ServerOptions::setup() {
  setup_target();
  if (allocator_text_ == "bundled") {
    size_classes_ = rdb::SizeClasses::quantum_8;
  } else if (allocator_text_ == "debian") {
    size_classes_ = rdb::SizeClasses::quantum_16;
  } else if (allocator_text_ == "debian-sid") {
    size_classes_ = rdb::SizeClasses::quantum_16_pages;
  } else if (!allocator_text_.empty()) {
    throw UsageError("--allocator: \"" + rdb::escaped(allocator_text_) + "\" is not known",
                     "it is one of: bundled, debian, debian-sid");
  }
  for (const std::string& path : config_paths_) {
    understood("--server-config", path, [&](const std::string& name) {
      config_.read(text_of(name));
      return true;
    });
  }
  for (const std::string& text : limit_texts_) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw UsageError("--server-limit: it is NAME=N");
    understood("--server-limit", text, [&](const std::string& limit) {
      config_.set(limit.substr(0, equals), limit.substr(equals + 1));
      return true;
    });
  }
}

}  // namespace rdbmill
