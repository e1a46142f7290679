#include "tools/rule_options.h"

#include <CLI/App.hpp>

#include "tools/options.h"
#include "tools/suggest.h"

namespace rdbmill {
namespace {

// The meaning of one word of a list.
template <typename Value>
Value one_of(const std::string& text, const std::vector<std::pair<const char*, Value>>& words) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  throw UsageError('"' + rdb::escaped(text) + "\" is not known", "it is one of: " + known);
}

rdb::RegroupRule::Values parse_values(const std::string& word) {
  using Values = rdb::RegroupRule::Values;
  return one_of<Values>(word, {{"int", Values::integers}, {"any", Values::any}});
}

rdb::GroupTtl parse_ttl(const std::string& word) {
  using Ttl = rdb::GroupTtl;
  return one_of<Ttl>(word, {{"leave", Ttl::leave},
                            {"drop", Ttl::drop},
                            {"same", Ttl::same},
                            {"min", Ttl::min},
                            {"max", Ttl::max},
                            {"field", Ttl::field}});
}

rdb::FieldConflict parse_conflict(const std::string& word) {
  using Conflict = rdb::FieldConflict;
  return one_of<Conflict>(word, {{"fail", Conflict::fail},
                                 {"first", Conflict::first},
                                 {"last", Conflict::last},
                                 {"sum", Conflict::sum},
                                 {"max", Conflict::max},
                                 {"min", Conflict::min}});
}

}  // namespace

void RuleOptions::define(CLI::App& app) {
  constexpr const char* kGroup = "The rule";
  const auto text = [&](const char* name, std::string& value, const char* help, const char* type) {
    return app.add_option(name, value, help)->type_name(type)->group(kGroup);
  };
  text("--match", rule_.pattern, "The old keys: literals and {name} placeholders", "PATTERN")
      ->required();
  text("--field", rule_.field, "The placeholder that becomes the hash field", "NAME")->required();
  text("--key-template", rule_.key_template, "The new keys; default: the pattern without the field",
       "PATTERN");
  app.add_flag("--lossy-key", rule_.lossy_key, "Let the template lose placeholders")->group(kGroup);
  text("--values", values_, "int (default): integers only; any", "WHICH");
  text("--group-ttl", group_ttl_,
       "Keys with an expiry: leave (default) them flat, drop the expiry, or give it to the hash: "
       "same (where all agree), min, max; or to the field: field",
       "POLICY");
  text("--on-conflict", on_conflict_,
       "A field given twice: fail (default), first, last, sum, max or min", "POLICY");
}

void RuleOptions::setup() {
  setup_one();
  rules_ = {rule_};
}

// The stage would find the same faults; here they are told with the option's name.
void RuleOptions::setup_one() {
  if (!values_.empty()) rule_.values = understood("--values", values_, parse_values);
  if (!on_conflict_.empty()) {
    rule_.on_conflict = understood("--on-conflict", on_conflict_, parse_conflict);
  }
  if (!group_ttl_.empty()) rule_.group_ttl = understood("--group-ttl", group_ttl_, parse_ttl);
  const auto pattern = understood("--match", rule_.pattern, rdb::KeyPattern::compile);
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
}

}  // namespace rdbmill
