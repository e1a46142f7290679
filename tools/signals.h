// What signals do: SIGPIPE nothing, SIGINT and SIGTERM end the process with its temporaries
// removed, SIGUSR1 asks for a line of progress.
#pragma once

namespace rdbmill {

/// Called once by main. A signal that the parent had set to be ignored (nohup) stays ignored.
void install_signal_handlers();

/// Whether SIGUSR1 came since the last call.
bool take_progress_request();

}  // namespace rdbmill
