// The table of commands. A new one is a file cmd_<name>.cc and a row in commands.cc.
#pragma once
#include <span>
#include <string_view>

#include "tools/command.h"

namespace rdbmill {

std::span<const CommandInfo> commands();

/// By name or alias; nullptr if there is none.
const CommandInfo* find_command(std::string_view name);

std::unique_ptr<Command> make_info();
std::unique_ptr<Command> make_check();
std::unique_ptr<Command> make_keys();
std::unique_ptr<Command> make_explain();
std::unique_ptr<Command> make_export();
std::unique_ptr<Command> make_filter();
std::unique_ptr<Command> make_report();
std::unique_ptr<Command> make_growth();
std::unique_ptr<Command> make_plan();
std::unique_ptr<Command> make_regroup();
std::unique_ptr<Command> make_ungroup();
std::unique_ptr<Command> make_verify();
std::unique_ptr<Command> make_resp();
std::unique_ptr<Command> make_gen();

}  // namespace rdbmill
