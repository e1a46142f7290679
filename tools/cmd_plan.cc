// rdbmill plan: what a regroup would bring, without writing anything.
#include <CLI/App.hpp>
#include <algorithm>
#include <memory>
#include <vector>

#include "librdb/event/dropping_stage.h"
#include "librdb/event/tee.h"
#include "librdb/proof/plan_collector.h"
#include "librdb/transform/regroup_rule.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/memory_options.h"
#include "tools/options.h"
#include "tools/plan_text.h"
#include "tools/quantities.h"
#include "tools/rules_file.h"
#include "tools/stdin_use.h"
#include "tools/suggest.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

// Lets through the keys that one rule of several decides over.
class KeysOfRule final : public rdb::DroppingStage {
 public:
  KeysOfRule(rdb::EventSink& next, const std::vector<rdb::CompiledRule>& rules, std::size_t rule)
      : DroppingStage(next), rules_(rules), rule_(rule) {
    for (const rdb::CompiledRule& each : rules) {
      parts_.resize(std::max(parts_.size(), each.pattern().names().size()));
    }
  }
  bool keep(const rdb::Entry& entry) override {
    for (std::size_t i = 0; i <= rule_; ++i) {
      if (rules_[i].takes(entry, parts_)) return i == rule_;
    }
    return false;
  }

 private:
  const std::vector<rdb::CompiledRule>& rules_;
  std::size_t rule_;
  std::vector<rdb::Bytes> parts_;
};

class PlanCommand final : public Command {
 public:
  void define(CLI::App& app) override;
  void setup() override;
  int run() override;

 private:
  void setup_policy();
  void setup_rule();
  void setup_rules_file();
  int run_rules();

  InputOption input_;
  std::string rules_path_;
  std::vector<rdb::CompiledRule> rules_;
  rdb::PlanRuleOptions rule_;
  std::string values_ = "int";
  std::string group_ttl_;
  ServerMemoryOptions server_;
  std::string limit_text_ = "10";
  MemoryOptions memory_;
  JsonOption json_;
  NowOption now_;
  FilterOptions filter_;
  CommonOptions common_;
  rdb::PlanOptions options_;
  PlanTextOptions text_;
};

void PlanCommand::define(CLI::App& app) {
  input_.define(app);
  app.add_option("--match", rule_.pattern, "Only keys of this pattern, as for regroup")
      ->type_name("PATTERN");
  app.add_option("--field", rule_.field, "Only this placeholder; default: each in turn")
      ->type_name("NAME");
  app.add_option("--key-template", rule_.key_template, "The new keys, as for regroup")
      ->type_name("PATTERN");
  app.add_flag("--lossy-key", rule_.lossy_key, "Let the template lose placeholders");
  app.add_option("--values", values_, "int (default): integers only; any")->type_name("WHICH");
  app.add_option("--group-ttl", group_ttl_,
                 "Keys with an expiry, as for regroup: leave (default), drop, same[:SPAN], min, "
                 "max or field")
      ->type_name("POLICY");
  reads_stdin(app.add_option("--rules", rules_path_, "Several rules in a file, as for regroup")
                  ->type_name("FILE"));
  server_.define(app);
  app.add_flag("--exact", options_.exact, "Count every hash, within --memory-limit, not a sample");
  app.add_option("--limit", limit_text_, "Shapes to list; default 10")->type_name("N");
  memory_.define(app);
  json_.define(app);
  now_.define(app, "when the dump was made");
  filter_.define(app);
  common_.define(app);
}

void PlanCommand::setup() {
  now_.setup();
  if (values_ != "int" && values_ != "any") {
    throw UsageError("--values: \"" + rdb::escaped(values_) + "\" is not known",
                     "it is one of: int, any");
  }
  options_.any_value = values_ == "any";
  server_.setup();
  options_.server = server_.choice();
  setup_policy();
  setup_rule();
  constexpr std::uint64_t kMostRows = 1'000'000;
  text_.limit = understood("--limit", limit_text_, parse_count);
  if (text_.limit < 1 || text_.limit > kMostRows) {
    throw UsageError("--limit: it is 1 to 1,000,000");
  }
  memory_.setup();
  common_.setup();
  filter_.setup(now_.milliseconds());
  options_.memory_limit = memory_.limit();
}

void PlanCommand::setup_policy() {
  options_.now_ms = now_.milliseconds();
  text_.now = now_.text();
  if (group_ttl_.empty()) return;
  rdb::RegroupRule rule;
  understood("--group-ttl", group_ttl_, [&](const std::string& text) {
    parse_group_ttl(text, rule);
    return true;
  });
  options_.policy = {rule.group_ttl, rule.tolerance_ms};
  rule_.group_ttl = rule.group_ttl;
}

void PlanCommand::setup_rules_file() {
  if (!rule_.pattern.empty() || !rule_.field.empty() || !rule_.key_template.empty() ||
      !group_ttl_.empty()) {
    throw UsageError("--rules: the file says all of the rules", "leave out --match …");
  }
  for (rdb::RegroupRule& rule : read_rules_file(rules_path_)) rules_.emplace_back(std::move(rule));
}

void PlanCommand::setup_rule() {
  if (!rules_path_.empty()) return setup_rules_file();
  if (rule_.pattern.empty()) {
    if (!rule_.field.empty() || !rule_.key_template.empty() || rule_.lossy_key) {
      throw UsageError("--field, --key-template and --lossy-key belong to a pattern",
                       "say with --match which keys are meant");
    }
    return;
  }
  if (rule_.field.empty() && !rule_.key_template.empty()) {
    throw UsageError("--key-template: it needs --field");
  }
  const rdb::KeyPattern pattern = understood("--match", rule_.pattern, rdb::KeyPattern::compile);
  if (!rule_.field.empty() && !pattern.index_of(rule_.field)) {
    const std::string best = nearest(rule_.field, {pattern.names().begin(), pattern.names().end()});
    throw UsageError("--field: the pattern has no {" + rdb::escaped(rule_.field) + "}",
                     best.empty() ? "" : "did you mean \"" + best + "\"?");
  }
  const char* const option = !rule_.key_template.empty() ? "--key-template"
                             : !rule_.field.empty()      ? "--field"
                                                         : "--match";
  const std::string& text = rule_.key_template.empty() ? rule_.pattern : rule_.key_template;
  understood(option, text, [this](const std::string&) { return rdb::PlanRule(rule_); });
  options_.rule = rule_;
}

// A collector for each rule, all in one pass.
int PlanCommand::run_rules() {
  std::vector<std::unique_ptr<rdb::PlanCollector>> collectors;
  std::vector<std::unique_ptr<KeysOfRule>> stages;
  std::vector<rdb::EventSink*> sinks;
  for (const rdb::CompiledRule& rule : rules_) {
    rdb::PlanOptions options = options_;
    options.any_value = rule.rule().values == rdb::RegroupRule::Values::any;
    options.memory_limit /= rules_.size();
    options.policy = {rule.rule().group_ttl, rule.rule().tolerance_ms};
    options.rule =
        rdb::PlanRuleOptions{rule.pattern().text(), rule.rule().field,     rule.rule().key_template,
                             rule.rule().lossy_key, rule.rule().group_ttl, {}};
    for (const rdb::CompiledRule& other : rules_) {
      if (&other != &rule) options.rule->other_names.push_back(other.key_template());
    }
    collectors.push_back(std::make_unique<rdb::PlanCollector>(options));
    stages.push_back(std::make_unique<KeysOfRule>(*collectors.back(), rules_, stages.size()));
    sinks.push_back(stages.back().get());
  }
  std::string name;
  {
    rdb::TempSpoolFactory spools = memory_.spools("-");
    DumpRun run(input_.path(), common_, {.spools = &spools});
    rdb::Tee tee(sinks, spools);
    run.read_into(filter_.in_front_of(tee));
    run.warn_of_unread();
    name = run.name();
  }
  if (filter_.was_used()) common_.note(filter_.remark());
  text_.input = input_.path();
  text_.filtered = filter_.was_used();
  std::string out = json_.wanted() ? "[" : "";
  for (std::size_t i = 0; i < collectors.size(); ++i) {
    rdb::Plan plan = collectors[i]->result();
    plan.file = name;
    if (json_.wanted()) {
      out += (i == 0 ? "" : ",") + plan_json(plan, text_);
    } else {
      out += (i == 0 ? "" : "\n") + ("rule " + rdb::escaped(rules_[i].rule().name, 256)) + '\n' +
             plan_text(plan, text_);
    }
  }
  print_text(out + (json_.wanted() ? "]\n" : ""));
  return kDone;
}

int PlanCommand::run() {
  if (!rules_.empty()) return run_rules();
  rdb::PlanCollector collector(options_);
  rdb::Plan plan;
  {
    rdb::TempSpoolFactory spools = memory_.spools("-");
    DumpRun run(input_.path(), common_, {.spools = &spools});
    run.read_into(filter_.in_front_of(collector));
    run.warn_of_unread();
    plan = collector.result();
    plan.file = run.name();
  }
  if (filter_.was_used()) common_.note(filter_.remark());
  text_.input = input_.path();
  text_.filtered = filter_.was_used();
  print_text(json_.wanted() ? plan_json(plan, text_) : plan_text(plan, text_));
  return kDone;
}

}  // namespace

std::unique_ptr<Command> make_plan() { return std::make_unique<PlanCommand>(); }

}  // namespace rdbmill
