#include "librdb/report/cost_text.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

std::string name_of_server(const ChosenServer& server) {
  if (server.match == ServerMatch::measured) return name_of(server.profile);
  return name_of(server.profile) + " (" + std::string(name_of(server.match)) + ")";
}

std::string signed_thousands(std::int64_t value) {
  return value < 0 ? "-" + thousands(static_cast<std::uint64_t>(-value))
                   : thousands(static_cast<std::uint64_t>(value));
}

std::uint64_t deviation_of(const KeyCost& cost) {
  return static_cast<std::uint64_t>(std::llround(cost.standard_deviation));
}

std::string sureness(const KeyCost& cost) {
  if (cost.exactness != Exactness::expected) return std::string(name_of(cost.exactness));
  return "expected, +- " + thousands(deviation_of(cost));
}

std::string shown_encoding(const KeyCost& cost) { return std::string(name_of(cost.encoding)); }

// In lines of at most `width` columns, cut at blanks; a word that is longer has a line of its own.
std::vector<std::string> wrapped(Bytes text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string& line = lines.back();
    if (line.empty()) {
      line = text.substr(0, end);
    } else if (line.size() + 1 + end <= width) {
      line.append(" ").append(text.substr(0, end));
    } else {
      lines.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void add_term(TextTable& table, const MemoryTerm& term, std::size_t formula_width) {
  std::vector<std::string> name = wrapped(term.name, table.name_width());
  std::vector<std::string> formula = wrapped(term.formula, formula_width);
  const std::size_t lines = std::max(name.size(), formula.size());
  name.resize(lines);
  formula.resize(lines);
  table.add(name[0],
            {formula[0], signed_thousands(term.memory_usage), signed_thousands(term.allocated)});
  for (std::size_t i = 1; i < lines; ++i) table.add(name[i], {formula[i], "", ""});
}

void add_terms(std::string& out, const ChosenServer& server, const ExplainedCost& explained,
               const TextStyle& style) {
  constexpr std::size_t kFormula = 34;
  TextTable table(style, name_of_server(server),
                  {{"", kFormula, true}, {"MEMORY USAGE", 14}, {"allocated", 12}});
  for (const MemoryTerm& term : explained.explanation.terms()) {
    add_term(table, term, kFormula - 2);
  }
  const Memory total = explained.explanation.total();
  table.add("=", {"", thousands(total.memory_usage), thousands(total.allocated)});
  out += table.text();
}

void add_key(std::string& out, const CostComparison& comparison, const ExplainedKey& key,
             const TextStyle& style) {
  TextTable table(
      style, "", {{"MEMORY USAGE", 14}, {"allocated", 12}, {"encoding", 13, true}, {"", 22, true}});
  for (std::size_t i = 0; i < key.costs.size(); ++i) {
    const KeyCost& cost = key.costs[i].cost;
    table.add(name_of_server(comparison.servers()[i]),
              {thousands(cost.memory.memory_usage), thousands(cost.memory.allocated),
               shown_encoding(cost), sureness(cost)});
  }
  out += table.text();
  for (std::size_t i = 0; i < key.costs.size(); ++i) {
    add_terms(out, comparison.servers()[i], key.costs[i], style);
  }
}

void add_servers(JsonText& json, const CostComparison& comparison) {
  json.name("servers");
  json.begin_array();
  for (const ChosenServer& server : comparison.servers()) {
    json.begin_object();
    json.field("server", name_of(server.profile));
    json.field("is_checked", server.match == ServerMatch::measured);
    json.field("match", name_of(server.match));
    json.field("size_classes", name_of(server.profile.allocator.classes()));
    json.end_object();
  }
  json.end_array();
}

void begin_json(JsonText& json, const CostComparison& comparison) {
  json.begin_object();
  json.field("schema", "rdbmill.explain/1");
  add_servers(json, comparison);
}

void add_cost(JsonText& json, const ExplainedCost& explained) {
  const KeyCost& cost = explained.cost;
  json.begin_object();
  json.field("memory_usage", cost.memory.memory_usage);
  json.field("allocated", cost.memory.allocated);
  json.field("encoding", name_of(cost.encoding));
  json.field("exactness", name_of(cost.exactness));
  json.field("standard_deviation", deviation_of(cost));
  json.name("terms");
  json.begin_array();
  for (const MemoryTerm& term : explained.explanation.terms()) {
    json.begin_object();
    json.field("name", term.name);
    json.field("formula", term.formula);
    json.field("memory_usage", term.memory_usage);
    json.field("allocated", term.allocated);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string render_key_costs_text(const CostComparison& comparison, Bytes key,
                                  const TextStyle& style) {
  std::string out;
  for (const ExplainedKey& found : comparison.keys()) {
    if (!out.empty()) out += '\n';
    std::string head = shown_name(key, style.width) + "\n  db " + std::to_string(found.db) + ", " +
                       std::string(name_of(found.type));
    if (found.encoding != name_of(found.type)) head += ", " + std::string(found.encoding);
    head += ", " + thousands(found.value_bytes) + " B in the dump";
    if (found.has_expiry) head += ", expires";
    out += head + '\n';
    add_key(out, comparison, found, style);
  }
  out += "\nC(n): the block that malloc(n) gives. E(...): an expected value.\n";
  return out;
}

std::string render_dump_costs_text(const CostComparison& comparison, const TextStyle& style) {
  TextTable table(style, "After loading",
                  {{"keys", 14}, {"tables", 11}, {"used_memory", 13}, {"dataset", 11}});
  for (std::size_t i = 0; i < comparison.servers().size(); ++i) {
    const PredictedMemory memory = comparison.predicted(i);
    table.add(name_of_server(comparison.servers()[i]),
              {iec_bytes(memory.allocated), iec_bytes(memory.tables), iec_bytes(memory.used_memory),
               iec_bytes(memory.dataset)});
  }
  return table.text();
}

std::string render_key_costs_json(const CostComparison& comparison, Bytes key) {
  JsonText json;
  begin_json(json, comparison);
  json.field("key", key);
  json.name("keys");
  json.begin_array();
  for (const ExplainedKey& found : comparison.keys()) {
    json.begin_object();
    json.field("db", found.db);
    json.field("type", name_of(found.type));
    json.field("encoding", found.encoding);
    json.field("has_expiry", found.has_expiry);
    json.field("value_bytes", found.value_bytes);
    json.name("costs");
    json.begin_array();
    for (const ExplainedCost& cost : found.costs) add_cost(json, cost);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string render_dump_costs_json(const CostComparison& comparison) {
  JsonText json;
  begin_json(json, comparison);
  json.name("predicted");
  json.begin_array();
  for (std::size_t i = 0; i < comparison.servers().size(); ++i) {
    const PredictedMemory memory = comparison.predicted(i);
    json.begin_object();
    json.field("keys", memory.keys);
    json.field("allocated", memory.allocated);
    json.field("tables", memory.tables);
    json.field("startup", memory.startup);
    json.field("fixed", memory.fixed);
    json.field("used_memory", memory.used_memory);
    json.field("overhead", memory.overhead);
    json.field("dataset", memory.dataset);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace rdb
