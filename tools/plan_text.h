// A plan as people and programs read it.
#pragma once
#include <string>

#include "librdb/proof/plan.h"

namespace rdbmill {

struct PlanTextOptions {
  std::size_t limit = 10;                ///< shapes shown
  std::string input = "-";               ///< as the user named it, for the command
  std::string output = "regrouped.rdb";  ///< of the command
  bool filtered = false;                 ///< only some keys were looked at
  std::string now;                       ///< as the user said it, for the command
};

/// What to do comes first, then the ways to do it, then what shapes the keys have. 80 columns.
std::string plan_text(const rdb::Plan& plan, const PlanTextOptions& options);

/// Schema "rdbmill.plan/1".
std::string plan_json(const rdb::Plan& plan, const PlanTextOptions& options);

/// The `regroup` command of a candidate, as it may be pasted into a shell.
std::string plan_command(const rdb::Plan& plan, const rdb::PlanShape& shape,
                         const rdb::PlanCandidate& candidate, const PlanTextOptions& options);

}  // namespace rdbmill
