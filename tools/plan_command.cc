#include "librdb/report/shell_word.h"
#include "tools/plan_text.h"
#include "tools/rules_file.h"

namespace rdbmill {

using rdb::shell_word;

std::string plan_command(const rdb::Plan& plan, const rdb::PlanShape& shape,
                         const rdb::PlanCandidate& candidate, const PlanTextOptions& options) {
  std::string text = "rdbmill regroup " + shell_word(options.input) + " -o " +
                     shell_word(options.output) + " \\\n" + "    --match " +
                     shell_word(shape.shape.pattern);
  text += " \\\n    --field " + shell_word(candidate.field);
  if (!plan.key_template.empty()) text += " --key-template " + shell_word(plan.key_template);
  if (plan.lossy_key) text += " --lossy-key";
  if (plan.any_value) text += " --values any";
  if (plan.policy.group_ttl != rdb::GroupTtl::leave) {
    text += " --group-ttl " + group_ttl_text(plan.policy.group_ttl, plan.policy.tolerance_ms);
    if (!options.now.empty()) text += " --now " + shell_word(options.now);
  }
  return text;
}

}  // namespace rdbmill
