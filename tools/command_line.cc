#include "tools/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "librdb/base/errors.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/stdin_use.h"
#include "tools/suggest.h"
#include "tools/terminal.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr std::size_t kOptionColumn = 28;
constexpr std::size_t kHelpWidth = 96;

// Lines of at most `width` characters, broken at blanks.
std::string wrapped(const std::string& text, std::size_t width) {
  std::string out;
  std::size_t begin = 0;
  while (text.size() - begin > width) {
    std::size_t end = text.rfind(' ', begin + width);
    if (end == std::string::npos || end <= begin) break;
    out += text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out + text.substr(begin);
}

// One paragraph a section, options in one column: CLI11's own layout, with our words around it.
class HelpFormat final : public CLI::Formatter {
 public:
  HelpFormat() { column_width(kOptionColumn); }
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0 || option->get_positional()) return {};
    const std::string several = option->get_expected_max() > 1 ? " ..." : "";
    return " " + option->get_type_name() + several;
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = "Usage: " + name + " [OPTIONS]";
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const std::string word =
          option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
      usage += option->get_required() ? " " + word : " [" + word + "]";
    }
    return usage + "\n\n" + app->get_description() + "\n";
  }
  std::string make_description(const CLI::App*) const override { return {}; }
  std::string make_option_desc(const CLI::Option* option) const override {
    return wrapped(option->get_description(), kHelpWidth - kOptionColumn);
  }
};

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::string did_you_mean(const std::string& best) {
  return best.empty() ? std::string() : "did you mean \"" + best + "\"?";
}

[[noreturn]] void throw_unknown_command(const std::string& word) {
  std::vector<std::string> names = {"help", "version"};
  for (const CommandInfo& info : commands()) {
    names.emplace_back(info.name);
    names.insert(names.end(), info.aliases.begin(), info.aliases.end());
  }
  const std::string best = nearest(word, names);
  throw UsageError("unknown command \"" + rdb::escaped(word) + "\"",
                   best.empty() ? "\"rdbmill help\" lists the commands" : did_you_mean(best));
}

// CLI11 leaves two empty lines between groups.
std::string help_of(const CLI::App& app) {
  std::string text = app.help();
  for (std::size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;) text.erase(at, 1);
  return text;
}

void define(CLI::App& app, const CommandInfo& info, Command& command) {
  app.name(std::string("rdbmill ") + info.name);
  app.description(info.description);
  app.footer(std::string("Examples:\n") + info.examples);
  app.formatter(std::make_shared<HelpFormat>());
  app.set_help_flag("-h,--help", "This text");
  app.allow_extras();  // what is left over is reported by us, with a suggestion
  command.define(app);
}

// The word that CLI11 could not place.
void refuse_extras(const CLI::App& app, const CommandInfo& info) {
  std::vector<std::string> extras = app.remaining();
  // CLI11 leaves the mark itself over; what is behind it is no option, whatever it looks like.
  const bool behind_mark = !extras.empty() && extras.front() == "--";
  if (behind_mark) extras.erase(extras.begin());
  if (extras.empty()) return;
  const std::string& word = extras.front();
  const std::string ask = std::string("see \"rdbmill ") + info.name + " --help\"";
  if (behind_mark || word.size() < 2 || word[0] != '-') {
    throw UsageError("unexpected argument \"" + rdb::escaped(word) + "\"", ask);
  }
  const std::string flag = word.substr(0, word.find('='));
  const std::string best = nearest(flag, option_names(app));
  throw UsageError("unknown option \"" + rdb::escaped(flag) + "\"",
                   best.empty() ? ask : did_you_mean(best));
}

int run_command(const CommandInfo& info, std::vector<std::string> arguments) {
  const std::unique_ptr<Command> command = info.make();
  CLI::App app;
  define(app, info, *command);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them off the back
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    print_text(help_of(app));
    return kDone;
  } catch (const CLI::ParseError& error) {
    refuse_extras(app, info);  // a mistyped option is the better explanation
    throw UsageError(error.what(), std::string("see \"rdbmill ") + info.name + " --help\"");
  }
  refuse_extras(app, info);
  refuse_stdin_twice(app);
  command->setup();
  return command->run();
}

int run_help(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) {
    print_text(overview_text());
    return kDone;
  }
  const CommandInfo* info = find_command(arguments[1]);
  if (info == nullptr) throw_unknown_command(arguments[1]);
  print_text(help_text(*info));
  return kDone;
}

}  // namespace

std::string help_text(const CommandInfo& info) {
  const std::unique_ptr<Command> command = info.make();
  CLI::App app;
  define(app, info, *command);
  return help_of(app);
}

std::string overview_text() {
  std::string text =
      "Usage: rdbmill COMMAND [OPTIONS] FILE\n"
      "Reads, reports on and migrates Redis and Valkey dump files.\n";
  std::string group;
  for (const CommandInfo& info : commands()) {
    if (group != info.group) {
      group = info.group;
      text += "\n" + group + ":\n";
    }
    std::string names = info.name;
    for (const char* alias : info.aliases) names += std::string(", ") + alias;
    text += "  " + names + std::string(names.size() < 22 ? 22 - names.size() : 1, ' ') +
            info.summary + "\n";
  }
  return text +
         "\nMore:\n"
         "  help [COMMAND]        This text, or that of a command\n"
         "  version               The version of this program\n"
         "\n\"-\" is stdin or stdout. gzip is recognised by its content.\n"
         "Behind \"--\" no word is an option, such as the key in \"explain -- -key dump.rdb\".\n"
         "Exit status: 0 done, 1 the answer is no, 2 usage, 3 damaged or truncated input,\n"
         "4 newer or foreign format, 5 I/O or a limit, 6 refused so that no data is lost,\n"
         "70 a bug in this program, 128+n ended by signal n.\n";
}

std::string version_text() { return std::string("rdbmill ") + RDBMILL_VERSION + "\n"; }

int run_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    throw UsageError("no command given", "\"rdbmill help\" lists the commands");
  }
  const std::string& word = arguments.front();
  if (word == "help" || word == "--help" || word == "-h") return run_help(arguments);
  if (word == "version" || word == "--version" || word == "-V") {
    print_text(version_text());
    return kDone;
  }
  const CommandInfo* info = find_command(word);
  if (info == nullptr) throw_unknown_command(word);
  return run_command(*info, {arguments.begin() + 1, arguments.end()});
}

}  // namespace rdbmill
