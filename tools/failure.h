// From the exception in flight to a line for the user, a next step and an exit status.
#pragma once
#include <string>

namespace rdbmill {

struct Failure {
  int exit_code = 0;
  std::string message;  ///< empty: nothing to say
  std::string hint;     ///< what to do next; may be empty
};

/// Requires: called in a catch block.
Failure describe_failure() noexcept;

/// Prints it on stderr and returns the exit status. Requires: called in a catch block.
int report_failure() noexcept;

}  // namespace rdbmill
