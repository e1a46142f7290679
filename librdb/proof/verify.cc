#include "librdb/proof/verify.h"

#include "librdb/base/errors.h"
#include "librdb/base/random_seed.h"
#include "librdb/proof/command_facts.h"
#include "librdb/proof/difference_list.h"
#include "librdb/proof/fact_collector.h"
#include "librdb/proof/fact_comparison.h"
#include "librdb/proof/fact_store.h"

namespace rdb {
namespace {

std::vector<CompiledRule> compile(const std::vector<RegroupRule>& rules, Verification& found) {
  if (rules.empty()) throw InvalidArgument("at least one rule is needed");
  std::vector<CompiledRule> compiled;
  for (RegroupRule rule : rules) {
    if (rule.name.empty()) rule.name = std::to_string(compiled.size() + 1);
    found.rules.push_back({.name = rule.name});
    compiled.emplace_back(std::move(rule));
  }
  return compiled;
}

}  // namespace

struct Verifier::Parts {
  explicit Parts(VerifyOptions options)
      : task{.options = options, .rules = compile(options.rules, found), .found = found},
        store(options.spill, options.memory_limit / 2),
        source(seeded(task), store, /*is_source=*/true),
        result(task, store, /*is_source=*/false) {}
  static VerifyTask& seeded(VerifyTask& task) {
    task.digest_seed = random_seed();
    return task;
  }

  Verification found;
  VerifyTask task;
  FactStore store;
  FactCollector source;
  FactCollector result;
};

Verifier::Verifier(VerifyOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Verifier::~Verifier() = default;

EventSink& Verifier::source() { return parts_->source; }
EventSink& Verifier::result() { return parts_->result; }

void Verifier::read_commands(Source& commands, SpoolFactory& spools) {
  CommandFacts(parts_->result).read(commands, spools);
}

Verification Verifier::finish() {
  VerifyTask& task = parts_->task;
  Verification& found = parts_->found;
  DifferenceList differences(found, task.options.most_differences);
  FactComparison(task, parts_->store, differences).run();
  if (!(task.functions[0] == task.functions[1])) {
    Difference difference;
    difference.kind = Difference::Kind::functions;
    difference.expected = "the function libraries of the source";
    difference.found = "others";
    differences.add(std::move(difference));
  }
  differences.finish();
  for (auto& [db, database] : task.databases) {
    database.db = db;
    found.databases.push_back(database);
  }
  found.spilled_bytes = parts_->store.spilled_bytes();
  return std::move(found);
}

}  // namespace rdb
