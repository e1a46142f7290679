// Dispatches and prints errors; the one place that does, and the one that chooses exit statuses.
#include <new>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "tools/command_line.h"
#include "tools/exit_codes.h"
#include "tools/failure.h"
#include "tools/signals.h"
#include "tools/terminal.h"

int main(int argc, char** argv) {
  try {
    rdbmill::install_signal_handlers();
    return rdbmill::run_command_line({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (...) {
    return rdbmill::report_failure();
  }
}
