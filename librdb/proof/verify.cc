#include "librdb/proof/verify.h"

#include <stdexcept>

#include "librdb/base/errors.h"
#include "librdb/base/random_seed.h"
#include "librdb/proof/command_facts.h"
#include "librdb/proof/difference_list.h"
#include "librdb/proof/fact_collector.h"
#include "librdb/proof/fact_comparison.h"
#include "librdb/proof/fact_store.h"
#include "librdb/proof/fact_sums.h"
#include "librdb/proof/suspect_facts.h"

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
      : task{.options = options,
             .rules = compile(options.rules, found),
             .found = found,
             .digest_key = {random_seed(), random_seed()}} {
    if (options.can_read_again && !options.counters_may_grow && !options.ignore_added) {
      sums.emplace(task, task.digest_key, options.spill, options.memory_limit / 2);
      read_into(*sums);
    } else {
      store.emplace(options.spill, options.memory_limit / 2);
      read_into(*store);
    }
  }
  void read_into(FactSink& facts) {
    source.emplace(task, facts, /*is_source=*/true);
    result.emplace(task, facts, /*is_source=*/false);
  }
  void read_again() {
    task.start_again();
    store.emplace(task.options.spill, task.options.memory_limit / 2);
    suspects.emplace(task, *sums, *store);
    read_into(*suspects);
  }

  Verification found;
  VerifyTask task;
  std::optional<FactSums> sums;
  bool are_equal = false;          // by the sums
  std::optional<FactStore> store;  // none as long as sums suffice
  std::optional<SuspectFacts> suspects;
  std::optional<FactCollector> source;
  std::optional<FactCollector> result;
};

Verifier::Verifier(VerifyOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Verifier::~Verifier() = default;

EventSink& Verifier::source() { return *parts_->source; }
EventSink& Verifier::result() { return *parts_->result; }

void Verifier::read_commands(Source& commands, SpoolFactory& spools,
                             const ValueDecoderFactory& decoders) {
  CommandFacts(parts_->task, *parts_->result, spools, decoders).read(commands);
}

bool Verifier::must_read_again() {
  if (parts_->store || parts_->are_equal) return false;
  parts_->sums->finish();
  parts_->are_equal = parts_->sums->are_equal();
  if (!parts_->are_equal) parts_->read_again();
  return !parts_->are_equal;
}

Verification Verifier::finish() {
  VerifyTask& task = parts_->task;
  Verification& found = parts_->found;
  DifferenceList differences(found, task.options.most_differences);
  if (!parts_->store && !parts_->are_equal) throw std::logic_error("must_read_again() comes first");
  if (parts_->suspects) parts_->suspects->finish();
  if (parts_->store) FactComparison(task, *parts_->store, differences).run();
  if (!(task.functions[0] == task.functions[1])) {
    Difference difference;
    difference.kind = Difference::Kind::functions;
    difference.expected = "the function libraries of the source";
    difference.found = "others";
    differences.add(std::move(difference));
  }
  differences.finish();
  for (const auto& [db, database] : task.databases) found.databases.push_back(database);
  if (parts_->store) found.spilled_bytes += parts_->store->spilled_bytes();
  if (parts_->sums) found.spilled_bytes += parts_->sums->spilled_bytes();
  return std::move(found);
}

}  // namespace rdb
