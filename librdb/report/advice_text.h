// Advice in words.
//
//   out += render_advice_text(advice, {.width = 80}, {"dump.rdb"});
#pragma once
#include <string>
#include <vector>

#include "librdb/report/advice.h"
#include "librdb/report/text_table.h"

namespace rdb {

/// One line, and a second with the command if there is one, which may be longer than the screen is
/// wide: it is meant to be pasted. `inputs`: the dumps, as the user named them. `regroups`: how
/// many commands came before it; from the second on each reads what the one before has written.
std::string render_advice_text(const Advice& advice, const TextStyle& style,
                               const std::vector<std::string>& inputs, unsigned regroups = 0);

}  // namespace rdb
