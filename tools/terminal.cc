#include "tools/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

// Returns 0 or the errno of the write that failed.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Color color_choice = Color::automatic;

bool is_in_color(Color choice, bool on_terminal) {
  if (choice != Color::automatic) return choice == Color::always;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::strcmp(terminal, "dumb") == 0) return false;
  return on_terminal;
}

}  // namespace

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

void print_text(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == EPIPE) throw ReaderWentAway();
  if (error != 0) throw rdb::IoError("write to stdout", error);
}

void print_aside(std::string_view text) try { print_text(text); } catch (const ReaderWentAway&) {
}

void print_stderr(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

void print_message(std::string_view text) {
  std::string line = use_color(color_choice) ? "\x1b[1mrdbmill:\x1b[0m " : "rdbmill: ";
  line += text;
  line += '\n';
  print_stderr(line);
}

bool use_color(Color choice) { return is_in_color(choice, stderr_is_terminal()); }

bool color_on_stdout() { return is_in_color(color_choice, stdout_is_terminal()); }

std::size_t stdout_columns() {
  struct winsize size {};
  if (!stdout_is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void set_color(Color choice) { color_choice = choice; }

}  // namespace rdbmill
