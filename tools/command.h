// What a sub-command is: options, then setup (everything understood, nothing opened), then run.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rdbmill {

class Command {
 public:
  virtual ~Command() = default;
  /// Declares the options; what they bind to lives as long as the command.
  virtual void define(CLI::App& app) = 0;
  /// Turns what was typed into what is meant. Throws `UsageError`; opens nothing.
  virtual void setup() = 0;
  /// Does the work and returns the exit status. Throws the library's errors.
  virtual int run() = 0;
};

/// A row of the table of commands.
struct CommandInfo {
  const char* name;
  std::vector<const char*> aliases;
  const char* group;
  const char* summary;      ///< one line, without a full stop
  const char* description;  ///< what `--help` says below the usage line
  const char* examples;     ///< two to four lines, each a command
  std::unique_ptr<Command> (*make)();
};

}  // namespace rdbmill
