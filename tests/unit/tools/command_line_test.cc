#include "tools/command_line.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "tools/commands.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

TEST(Commands, HaveDifferentNames) {
  std::set<std::string> names;
  for (const CommandInfo& info : commands()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(find_command(info.name), &info);
    for (const char* alias : info.aliases) {
      EXPECT_TRUE(names.insert(alias).second) << alias;
      EXPECT_EQ(find_command(alias), &info);
    }
  }
  EXPECT_EQ(find_command("nonsense"), nullptr);
}

TEST(Commands, EveryHelpShowsUsageOptionsAndTwoToFourExamples) {
  for (const CommandInfo& info : commands()) {
    const std::string text = help_text(info);
    EXPECT_EQ(text.find("Usage: rdbmill " + std::string(info.name)), 0u) << text;
    std::istringstream lines(text.substr(text.find("Examples:")));
    int examples = 0;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 100u);
      examples += line.find("rdbmill " + std::string(info.name)) != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(examples, 2) << info.name;
    EXPECT_LE(examples, 4) << info.name;
    EXPECT_NE(overview_text().find(info.summary), std::string::npos);
  }
}

std::string hint_for(const std::vector<std::string>& arguments) {
  try {
    run_command_line(arguments);
  } catch (const UsageError& error) {
    return error.hint();
  }
  return "nothing was wrong";
}

TEST(CommandLine, SuggestsWhatWasMeant) {
  EXPECT_EQ(hint_for({"reprot", "x"}), "did you mean \"report\"?");
  EXPECT_EQ(hint_for({"check", "--min-key", "3", "x"}), "did you mean \"--min-keys\"?");
  EXPECT_EQ(hint_for({"help", "chek"}), "did you mean \"check\"?");
  EXPECT_EQ(hint_for({}), "\"rdbmill help\" lists the commands");
}

TEST(CommandLine, OptionsAreUnderstoodBeforeAnythingIsOpened) {
  // The file does not exist: an error about it would be an IoError.
  EXPECT_THROW(run_command_line({"check", "--max-age", "x", "no-such.rdb"}), UsageError);
  EXPECT_THROW(run_command_line({"resp", "--target", "x", "no-such.rdb", "-o", "/dev/null"}),
               UsageError);
  EXPECT_THROW(run_command_line({"regroup", "--match", "{a}{b}", "--field", "a", "no-such.rdb",
                                 "-o", "/dev/null"}),
               UsageError);
}

}  // namespace
}  // namespace rdbmill
