#include "tools/filter_options.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/shell_word.h"
#include "tools/quantities.h"
#include "tools/stdin_use.h"
#include "tools/type_names.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Which keys";

// "A..B", "A..", "..B", or "A" for just that.
template <typename Parse>
rdb::NumberRange parse_range(const std::string& text, Parse parse) {
  rdb::NumberRange range;
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    range.least = range.most = parse(text);
    return range;
  }
  const std::string least = text.substr(0, dots);
  const std::string most = text.substr(dots + 2);
  if (least.empty() && most.empty()) throw UsageError("\"" + text + "\" is no range", "e.g. 1..9");
  if (!least.empty()) range.least = parse(least);
  if (!most.empty()) range.most = parse(most);
  if (range.least && range.most && *range.least > *range.most) {
    throw UsageError("\"" + rdb::escaped(text) + "\" ends before it begins");
  }
  return range;
}

std::uint64_t milliseconds(const std::string& text) {
  return static_cast<std::uint64_t>(parse_span(text));
}

std::uint64_t plain_number(const std::string& text) {
  const bool digits =
      !text.empty() && text.size() < 10 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) throw UsageError("\"" + rdb::escaped(text) + "\" is no number");
  return std::stoull(text);
}

// "A-B" or "A".
rdb::NumberRange parse_slots(const std::string& text) {
  const std::size_t dash = text.find('-');
  rdb::NumberRange range;
  range.least = plain_number(text.substr(0, dash));
  range.most = dash == std::string::npos ? range.least : plain_number(text.substr(dash + 1));
  if (*range.most > 16383 || *range.least > *range.most) {
    throw UsageError("\"" + rdb::escaped(text) + "\" is no range of slots", "they are 0 to 16383");
  }
  return range;
}

rdb::ExpiryRule parse_expiry(const std::string& text) {
  using Kind = rdb::ExpiryRule::Kind;
  if (text == "none") return {Kind::none, {}};
  if (text == "any") return {Kind::any, {}};
  if (text == "expired") return {Kind::expired, {}};
  return {Kind::left, parse_range(text, milliseconds)};
}

rdb::SampleRule parse_sample(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const rdb::SampleRule rule{plain_number(text.substr(0, slash)),
                               plain_number(text.substr(slash + 1)), 0};
    if (rule.part >= 1 && rule.part <= rule.of) return rule;
  }
  throw UsageError("\"" + rdb::escaped(text) + "\" is no part", "e.g. 1/100");
}

void read_keys(const char* option, const std::string& path, char end,
               std::unordered_set<rdb::OwnedBytes>& keys) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  for (std::string line; std::getline(in, line, end);) keys.insert(std::move(line));
  if (!in.eof() || in.bad()) {
    throw UsageError(std::string(option) + ": " + rdb::escaped(path) + " cannot be read");
  }
}

}  // namespace

void FilterOptions::define(CLI::App& app) {
  const auto list = [&app](const char* name, auto& to, const char* what, const char* type) {
    return app.add_option(name, to, what)->type_name(type)->allow_extra_args(false)->group(kGroup);
  };
  list("-k,--key", patterns_, "Names in which this regular expression (RE2) is found", "REGEX");
  list("-K,--not-key", not_patterns_, "… is not found", "REGEX");
  list("--key-glob", globs_, "Names that match, as in KEYS", "GLOB");
  list("--prefix", prefixes_, "Names that begin so", "PREFIX");
  reads_stdin(
      list("--keys-from", keys_from_, "Exactly the names in this file, a line each", "FILE"));
  reads_stdin(list("--not-keys-from", not_keys_from_, "All but the names in this file", "FILE"));
  app.add_flag("--nul", nul_, "Names in these files end with NUL, not newline")->group(kGroup);
  list("-t,--type", types_, "string, list, set, zset, hash, stream or module", "TYPE");
  list("-T,--not-type", not_types_, "Not this type", "TYPE");
  list("-d,--db", databases_, "This database", "N");
  list("-D,--not-db", not_databases_, "Not this database", "N");
  const auto one = [&app](const char* name, std::string& to, const char* what, const char* type) {
    app.add_option(name, to, what)->type_name(type)->group(kGroup);
  };
  one("--size", size_, "Serialized value of so many bytes: 1KB..10MB, 1MB.., ..64", "RANGE");
  one("--ttl", ttl_, "none, any, expired, or time left: ..7d, 1h..2d", "TTL");
  one("--idle", idle_, "Idle for so long (where the dump says it): 30d..", "RANGE");
  one("--freq", frequency_, "Of this LFU frequency (where the dump says it): ..5", "RANGE");
  list("--slot", slots_, "In these cluster slots: 0-5460", "A-B");
  one("--sample", sample_, "A part of the keys, the same each time: 1/100", "PART");
  app.add_option("--sample-seed", seed_, "Another such part")->type_name("N")->group(kGroup);
}

void FilterOptions::setup(std::optional<std::int64_t> now_ms) {
  rules_.now_ms = now_ms;
  setup_names();
  setup_lists();
  setup_ranges();
}

void FilterOptions::setup_names() {
  rules_.patterns = patterns_;
  rules_.not_patterns = not_patterns_;
  rules_.globs = globs_;
  rules_.prefixes = prefixes_;
  const char end = nul_ ? '\0' : '\n';
  if (!keys_from_.empty()) rules_.keys.emplace();
  for (const std::string& path : keys_from_) read_keys("--keys-from", path, end, *rules_.keys);
  for (const std::string& path : not_keys_from_) {
    read_keys("--not-keys-from", path, end, rules_.not_keys);
  }
  used_ = !patterns_.empty() || !not_patterns_.empty() || !globs_.empty() || !prefixes_.empty() ||
          !keys_from_.empty() || !not_keys_from_.empty();
}

void FilterOptions::setup_lists() {
  for (const std::string& text : types_) rules_.types.push_back(understood("-t", text, parse_type));
  for (const std::string& text : not_types_) {
    rules_.not_types.push_back(understood("-T", text, parse_type));
  }
  rules_.databases = databases_;
  rules_.not_databases = not_databases_;
  for (const std::string& text : slots_) {
    rules_.slots.push_back(understood("--slot", text, parse_slots));
  }
  used_ = used_ || !types_.empty() || !not_types_.empty() || !databases_.empty() ||
          !not_databases_.empty() || !slots_.empty();
}

void FilterOptions::setup_ranges() {
  const auto set = [this](const char* option, const std::string& text, auto& rule, auto parse) {
    if (text.empty()) return;
    rule = understood(option, text, parse);
    used_ = true;
  };
  const auto sizes = [](const std::string& text) { return parse_range(text, parse_size); };
  const auto spans = [](const std::string& text) {
    return parse_range(text, [](const std::string& span) { return milliseconds(span) / 1000; });
  };
  const auto numbers = [](const std::string& text) { return parse_range(text, plain_number); };
  set("--size", size_, rules_.value_bytes, sizes);
  set("--ttl", ttl_, rules_.expiry, parse_expiry);
  set("--idle", idle_, rules_.idle_seconds, spans);
  set("--freq", frequency_, rules_.frequency, numbers);
  set("--sample", sample_, rules_.sample, parse_sample);
  if (rules_.sample) rules_.sample->seed = seed_;
}

rdb::EventSink& FilterOptions::in_front_of(rdb::EventSink& sink) {
  if (!used_) return sink;
  if (filter_ != nullptr) {
    kept_ += filter_->kept();
    dropped_ += filter_->dropped();
  }
  try {
    filter_ = std::make_unique<rdb::KeyFilter>(sink, rules_);
  } catch (const rdb::InvalidArgument& error) {
    throw UsageError("-k: " + error.reason());
  }
  return *filter_;
}

std::string FilterOptions::remark() const {
  if (filter_ == nullptr) return {};
  const std::uint64_t kept = kept_ + filter_->kept();
  const std::uint64_t all = kept + dropped_ + filter_->dropped();
  return rdb::thousands(kept) + " of " + rdb::thousands(all) + (all == 1 ? " key" : " keys");
}

std::string FilterOptions::description() const {
  std::string text;
  const auto add = [&text](const char* option, const std::string& value) {
    text.append(text.empty() ? "" : " ").append(option).append(" ").append(rdb::shell_word(value));
  };
  const auto add_all = [&](const char* option, const auto& values) {
    for (const auto& value : values) {
      if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
        add(option, std::to_string(value));
      } else {
        add(option, value);
      }
    }
  };
  add_all("-k", patterns_);
  add_all("-K", not_patterns_);
  add_all("--key-glob", globs_);
  add_all("--prefix", prefixes_);
  add_all("--keys-from", keys_from_);
  add_all("--not-keys-from", not_keys_from_);
  add_all("-t", types_);
  add_all("-T", not_types_);
  add_all("-d", databases_);
  add_all("-D", not_databases_);
  add_all("--slot", slots_);
  const auto add_one = [&](const char* option, const std::string& value) {
    if (!value.empty()) add(option, value);
  };
  add_one("--size", size_);
  add_one("--ttl", ttl_);
  add_one("--idle", idle_);
  add_one("--freq", frequency_);
  add_one("--sample", sample_);
  if (!sample_.empty() && seed_ != 0) add("--sample-seed", std::to_string(seed_));
  return text;
}

}  // namespace rdbmill
