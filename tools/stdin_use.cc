#include "tools/stdin_use.h"

#include <CLI/App.hpp>

#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr const char* kMark = "reads stdin";

bool is_marked(CLI::Option& option) {
  try {
    option.get_validator(kMark);
    return true;
  } catch (const CLI::OptionNotFound&) {
    return false;
  }
}

bool gives_names(const CLI::Option& option) { return option.get_type_name().starts_with("NAME="); }

bool names_stdin(const CLI::Option& option, const std::string& value) {
  return value == "-" || (gives_names(option) && value.ends_with("=-"));
}

std::string hint(const CLI::Option& first, const CLI::Option& second) {
  if (&first == &second) return {};
  return "it is " + first.get_name(first.get_positional()) +
         " already: " + second.get_name(second.get_positional()) + " needs a file";
}

}  // namespace

CLI::Option* reads_stdin(CLI::Option* option) {
  const auto takes_all = [](std::string&) { return std::string(); };
  return option->check(CLI::Validator(takes_all, "", kMark));
}

void refuse_stdin_twice(CLI::App& app) {
  const CLI::Option* first = nullptr;
  for (CLI::Option* option : app.get_options()) {
    if (!is_marked(*option)) continue;
    for (const std::string& value : option->results()) {
      if (!names_stdin(*option, value)) continue;
      if (first == nullptr) {
        first = option;
      } else if (!gives_names(*option) || !first->get_positional()) {
        throw UsageError("stdin (\"-\") can be read once only", hint(*first, *option));
      }
    }
  }
}

}  // namespace rdbmill
