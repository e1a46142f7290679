#include "tools/signals.h"

#include <signal.h>

#include <atomic>

#include "librdb/io/byte_sink.h"

namespace rdbmill {
namespace {

std::atomic<bool> progress_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set in a signal handler");

// Ends the process by the same signal, so that its parent sees what happened (a shell shows 128+n).
extern "C" void end_by_signal(int signal_number) {
  rdb::remove_pending_outputs();
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

extern "C" void request_progress(int) { progress_requested = true; }

void handle(int signal_number, void (*handler)(int), int flags) {
  struct sigaction before {};
  ::sigaction(signal_number, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal_number, &action, nullptr);
}

}  // namespace

void install_signal_handlers() {
  ::signal(SIGPIPE, SIG_IGN);
  handle(SIGINT, end_by_signal, 0);
  handle(SIGTERM, end_by_signal, 0);
  handle(SIGHUP, end_by_signal, 0);
  handle(SIGUSR1, request_progress, SA_RESTART);
}

bool take_progress_request() {
  return progress_requested.load(std::memory_order_relaxed) && progress_requested.exchange(false);
}

}  // namespace rdbmill
