#include "tools/rule_options.h"

#include <CLI/App.hpp>

#include "tools/options.h"
#include "tools/rules_file.h"
#include "tools/stdin_use.h"
#include "tools/suggest.h"
#include "tools/text_file.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "The rule";

}  // namespace

void RuleOptions::define(CLI::App& app) {
  const auto text = [&](const char* name, std::string& value, const char* help, const char* type) {
    return app.add_option(name, value, help)->type_name(type)->group(kGroup);
  };
  text("--match", rule_.pattern, "The old keys: literals and {name} or {name:regex} placeholders",
       "PATTERN");
  text("--field", rule_.field, "The placeholder that becomes the hash field", "NAME");
  text("--key-template", rule_.key_template, "The new keys; default: the pattern without the field",
       "PATTERN");
  app.add_flag("--lossy-key", rule_.lossy_key, "Let the template lose placeholders")->group(kGroup);
  text("--values", values_, "int (default): integers only; any", "WHICH");
  text("--group-ttl", group_ttl_,
       "Keys with an expiry: leave (default) them flat, drop the expiry, or give it to the hash: "
       "same[:SPAN] (where all agree), min, max; or to the field: field",
       "POLICY");
  text("--on-conflict", on_conflict_,
       "A field given twice: fail (default), first, last, sum, max or min", "POLICY");
  reads_stdin(text("--rules", path_,
                   "Several rules instead, in a file (TOML); the first that fits decides", "FILE"));
}

void RuleOptions::define_with_manifest(CLI::App& app) {
  define(app);
  reads_stdin(
      app.add_option("--manifest", manifest_,
                     "Or in what regroup --manifest wrote, which also says what BEFORE must be")
          ->type_name("FILE")
          ->group(kGroup));
}

void RuleOptions::setup() {
  const bool one = !rule_.pattern.empty() || !rule_.field.empty() || !rule_.key_template.empty() ||
                   rule_.lossy_key || !values_.empty() || !group_ttl_.empty() ||
                   !on_conflict_.empty();
  if (!path_.empty() && !manifest_.empty()) {
    throw UsageError("--rules and --manifest both say the rules", "leave out one");
  }
  if (!path_.empty() || !manifest_.empty()) {
    const char* const option = path_.empty() ? "--manifest" : "--rules";
    if (one) {
      throw UsageError(std::string(option) + ": the file says all of the rules",
                       "leave out --match …");
    }
    const std::string& path = path_.empty() ? manifest_ : path_;
    text_ = text_of_file(path);
    rules_ = parse_rules(text_, file_in_words(path));
    return;
  }
  if (rule_.pattern.empty()) throw UsageError("--match is missing", "or give --rules FILE");
  if (rule_.field.empty()) throw UsageError("--field is missing", "which of the placeholders?");
  setup_one();
  rules_ = {rule_};
}

// The stage would find the same faults; here they are told with the option's name.
void RuleOptions::setup_one() {
  if (!values_.empty()) rule_.values = understood("--values", values_, parse_values);
  if (!on_conflict_.empty()) {
    rule_.on_conflict = understood("--on-conflict", on_conflict_, parse_conflict);
  }
  if (!group_ttl_.empty()) {
    understood("--group-ttl", group_ttl_, [&](const std::string& text) {
      parse_group_ttl(text, rule_);
      return true;
    });
  }
  const auto split = understood("--match", rule_.pattern, rdb::split_constraints);
  const auto pattern = understood("--match", split.pattern, rdb::KeyPattern::compile);
  const auto field = pattern.index_of(rule_.field);
  if (!field) {
    const std::string best = nearest(rule_.field, {pattern.names().begin(), pattern.names().end()});
    throw UsageError("--field: the pattern has no {" + rdb::escaped(rule_.field) + "}",
                     best.empty() ? "" : "did you mean \"" + best + "\"?");
  }
  if (rule_.key_template.empty()) {
    understood("--field", rule_.pattern, [&](const std::string&) {
      return rdb::KeyTemplate::without_field(pattern, *field);
    });
  } else {
    understood("--key-template", rule_.key_template, [&](const std::string& text) {
      return rdb::KeyTemplate::compile(text, pattern, *field, rule_.lossy_key);
    });
  }
  understood("--match", rule_.pattern,
             [&](const std::string&) { return rdb::CompiledRule(rule_); });
}

}  // namespace rdbmill
