#include "tools/rules_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "librdb/base/errors.h"
#include "tools/quantities.h"
#include "tools/suggest.h"
#include "tools/text_file.h"
#include "tools/usage_error.h"
#include "tools/words.h"

namespace rdbmill {
namespace {

constexpr std::int64_t kVersion = 1;

using Values = rdb::RegroupRule::Values;

const std::vector<std::pair<const char*, Values>> kValues = {{"int", Values::integers},
                                                             {"any", Values::any}};
const std::vector<std::pair<const char*, rdb::FieldConflict>> kConflicts = {
    {"fail", rdb::FieldConflict::fail}, {"first", rdb::FieldConflict::first},
    {"last", rdb::FieldConflict::last}, {"sum", rdb::FieldConflict::sum},
    {"max", rdb::FieldConflict::max},   {"min", rdb::FieldConflict::min}};
const std::vector<std::pair<const char*, rdb::GroupTtl>> kGroupTtls = {
    {"leave", rdb::GroupTtl::leave}, {"drop", rdb::GroupTtl::drop},
    {"same", rdb::GroupTtl::same},   {"min", rdb::GroupTtl::min},
    {"max", rdb::GroupTtl::max},     {"field", rdb::GroupTtl::field}};

// Reads one table; says file and line of what is wrong.
class RuleReader {
 public:
  RuleReader(const std::string& path, const toml::table& table) : path_(path), table_(table) {}

  [[noreturn]] void fail(const toml::node& node, const std::string& what,
                         const std::string& hint = {}) const {
    throw UsageError(place(path_, node.source()) + what, hint);
  }
  static std::string place(const std::string& path, const toml::source_region& source) {
    return rdb::escaped(path, 4096) + ", line " + std::to_string(source.begin.line) + ": ";
  }

  rdb::RegroupRule read() const {
    rdb::RegroupRule rule;
    const std::vector<std::string> known = {"name",      "match",     "field",
                                            "values",    "group-ttl", "on-conflict",
                                            "databases", "lossy-key", "key-template"};
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const std::string best = nearest(name, known);
      fail(node, "a rule has no \"" + rdb::escaped(name) + "\"",
           best.empty() ? "" : "did you mean \"" + best + "\"?");
    }
    rule.name = text("name");
    rule.pattern = required("match");
    rule.field = required("field");
    rule.key_template = text("key-template");
    if (const toml::node* node = table_.get("lossy-key")) {
      if (!node->is_boolean()) fail(*node, "lossy-key is true or false");
      rule.lossy_key = node->value_or(false);
    }
    read_word("values", [&](const std::string& word) { rule.values = parse_values(word); });
    read_word("group-ttl", [&](const std::string& word) { parse_group_ttl(word, rule); });
    read_word("on-conflict",
              [&](const std::string& word) { rule.on_conflict = parse_conflict(word); });
    read_databases(rule);
    check(rule);
    return rule;
  }

 private:
  std::string text(const char* name) const {
    const toml::node* const node = table_.get(name);
    if (node == nullptr) return {};
    if (!node->is_string()) fail(*node, std::string(name) + " is a text, in quotes");
    return node->value_or(std::string());
  }
  std::string required(const char* name) const {
    if (table_.get(name) == nullptr) fail(table_, std::string("the rule has no ") + name);
    return text(name);
  }
  template <typename Use>
  void read_word(const char* name, Use use) const {
    const toml::node* const node = table_.get(name);
    if (node == nullptr) return;
    const std::string word = text(name);
    try {
      use(word);
    } catch (const UsageError& error) {
      fail(*node, std::string(name) + ": " + error.what(), error.hint());
    }
  }
  void read_databases(rdb::RegroupRule& rule) const {
    const toml::node* const node = table_.get("databases");
    if (node == nullptr) return;
    const toml::array* const numbers = node->as_array();
    if (numbers == nullptr || numbers->empty()) fail(*node, "databases is a list of numbers");
    for (const toml::node& number : *numbers) {
      const auto db = number.value<std::int64_t>();
      if (!number.is_integer() || !db || *db < 0 || *db > 0x7fffffff) {
        fail(number, "databases is a list of numbers, 0 to 2147483647");
      }
      rule.databases.push_back(static_cast<std::uint32_t>(*db));
    }
  }
  // What the rule would be refused for, while its line is known.
  void check(const rdb::RegroupRule& rule) const {
    try {
      rdb::CompiledRule compiled(rule);
    } catch (const rdb::InvalidArgument& error) {
      fail(*table_.get("match"), error.reason());
    }
  }

  const std::string& path_;
  const toml::table& table_;
};

void check_top(const toml::table& file, const std::string& path) {
  const std::vector<std::string> known = {"version", "rule", "input", "counts", "made-by"};
  for (const auto& [key, node] : file) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string best = nearest(name, known);
    throw UsageError(RuleReader::place(path, node.source()) + "a rules file has no \"" +
                         rdb::escaped(name) + "\"",
                     best.empty() ? "" : "did you mean \"" + best + "\"?");
  }
  const toml::node* const version = file.get("version");
  if (version == nullptr) {
    throw UsageError(rdb::escaped(path, 4096) + ": the file does not say its version",
                     "its first line is: version = 1");
  }
  if (version->value<std::int64_t>() != kVersion) {
    throw UsageError(RuleReader::place(path, version->source()) +
                     "this rdbmill knows version 1 of rules files");
  }
}

}  // namespace

std::string toml_text(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

Values parse_values(const std::string& word) { return one_of(word, kValues); }
rdb::FieldConflict parse_conflict(const std::string& word) { return one_of(word, kConflicts); }
std::string conflict_text(rdb::FieldConflict conflict) { return word_of(conflict, kConflicts); }

void parse_group_ttl(const std::string& text, rdb::RegroupRule& rule) {
  const std::size_t colon = text.find(':');
  rule.group_ttl = one_of(text.substr(0, colon), kGroupTtls);
  rule.tolerance_ms = 0;
  if (colon == std::string::npos) return;
  if (rule.group_ttl != rdb::GroupTtl::same) {
    throw UsageError("only same has a tolerance", "e.g. same:5s");
  }
  rule.tolerance_ms = parse_span(text.substr(colon + 1));
}

std::string group_ttl_text(rdb::GroupTtl policy, std::int64_t tolerance_ms) {
  std::string text = word_of(policy, kGroupTtls);
  if (tolerance_ms != 0) text += ':' + std::to_string(tolerance_ms / 1000) + 's';
  return text;
}

std::vector<rdb::RegroupRule> read_rules_file(const std::string& path) {
  return parse_rules(text_of_file(path), file_in_words(path));
}

std::vector<rdb::RegroupRule> parse_rules(std::string_view text, const std::string& path) try {
  const toml::table file = toml::parse(text);
  check_top(file, path);
  const toml::node* const node = file.get("rule");
  const toml::array* const tables = node == nullptr ? nullptr : node->as_array();
  if (tables == nullptr || tables->empty()) {
    throw UsageError(rdb::escaped(path, 4096) + ": there is no rule",
                     "each is a table [[rule]] with match and field");
  }
  std::vector<rdb::RegroupRule> rules;
  for (const toml::node& element : *tables) {
    const toml::table* const table = element.as_table();
    if (table == nullptr) {
      throw UsageError(RuleReader::place(path, element.source()) + "a rule is a table, [[rule]]");
    }
    rules.push_back(RuleReader(path, *table).read());
    if (rules.back().name.empty()) rules.back().name = std::to_string(rules.size());
  }
  return rules;
} catch (const toml::parse_error& error) {
  throw UsageError(RuleReader::place(path, error.source()) +
                   rdb::escaped(std::string(error.description()), 512));
}

std::string rules_text(const std::vector<rdb::RegroupRule>& rules) {
  std::string text = "version = 1\n";
  for (const rdb::RegroupRule& rule : rules) {
    text += "\n[[rule]]\n";
    if (!rule.name.empty()) text += "name = " + toml_text(rule.name) + '\n';
    text += "match = " + toml_text(rule.pattern) + '\n';
    text += "field = " + toml_text(rule.field) + '\n';
    if (!rule.key_template.empty()) text += "key-template = " + toml_text(rule.key_template) + '\n';
    if (rule.lossy_key) text += "lossy-key = true\n";
    text += "values = " + toml_text(word_of(rule.values, kValues)) + '\n';
    text += "group-ttl = " + toml_text(group_ttl_text(rule.group_ttl, rule.tolerance_ms)) + '\n';
    text += "on-conflict = " + toml_text(conflict_text(rule.on_conflict)) + '\n';
    if (rule.databases.empty()) continue;
    std::string list;
    for (const std::uint32_t db : rule.databases) {
      if (!list.empty()) list += ", ";
      list += std::to_string(db);
    }
    text += "databases = [" + list + "]\n";
  }
  return text;
}

}  // namespace rdbmill
