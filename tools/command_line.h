// From argv to a command that has run: finds it, reads its options, answers --help.
#pragma once
#include <string>
#include <vector>

#include "tools/command.h"

namespace rdbmill {

/// Runs what the arguments (without the program's name) ask for; returns the exit status. Throws
/// `UsageError` and whatever the command throws.
int run_command_line(const std::vector<std::string>& arguments);

/// `rdbmill COMMAND --help`.
std::string help_text(const CommandInfo& info);

/// `rdbmill help`: all commands and the exit statuses.
std::string overview_text();

std::string version_text();

}  // namespace rdbmill
