// The ends of the process that people look at: what may be printed where.
#pragma once
#include <string>
#include <string_view>

namespace rdbmill {

bool stdout_is_terminal();
bool stderr_is_terminal();

/// Writes text to stdout, whole. Throws `ReaderWentAway` if nobody reads it any more, else
/// `rdb::IoError`.
void print_text(std::string_view text);
/// The same for what goes with an output elsewhere, which is wanted also if nobody reads this.
/// Throws `rdb::IoError`.
void print_aside(std::string_view text);

/// Writes a line to stderr, "rdbmill: " before it; nothing is reported if that fails.
void print_message(std::string_view text);

/// Writes text to stderr as it is.
void print_stderr(std::string_view text);

/// When to use colours: --color, NO_COLOR, TERM=dumb, and whether stderr is a terminal.
enum class Color { automatic, always, never };
bool use_color(Color choice);
void set_color(Color choice);
/// The same for what goes to stdout.
bool color_on_stdout();

/// Columns of the terminal that stdout is; 0 if it is none or does not say.
std::size_t stdout_columns();

}  // namespace rdbmill
