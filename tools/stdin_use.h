// Stdin can be read once: which options may name it, and whether two do.
//
//   reads_stdin(app.add_option("--rules", path_, …));
//   …
//   refuse_stdin_twice(app);   // parsed, nothing read
#pragma once

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rdbmill {

/// Marks an option (or the words without one) of which the value "-" is stdin. NAME=FILE may give a
/// name to a word.
CLI::Option* reads_stdin(CLI::Option* option);

/// Throws `UsageError` if the command line names stdin twice.
void refuse_stdin_twice(CLI::App& app);

}  // namespace rdbmill
