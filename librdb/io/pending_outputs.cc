#include "librdb/io/pending_outputs.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <iterator>

#include "librdb/io/byte_sink.h"

namespace rdb {
namespace {

enum State : int { kFree, kClaimed, kListed };

struct Slot {
  std::atomic<int> state{kFree};
  int folder = -1;
  char name[256] = {};  // NAME_MAX and a NUL
};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler reads it");

Slot g_slots[256];

}  // namespace

PendingOutput::PendingOutput(int folder, const std::string& name) noexcept {
  if (name.size() >= sizeof Slot::name) return;
  for (int i = 0; i < static_cast<int>(std::size(g_slots)); ++i) {
    Slot& slot = g_slots[i];
    int expected = kFree;
    if (!slot.state.compare_exchange_strong(expected, kClaimed)) continue;
    slot.folder = folder;
    slot.name[name.copy(slot.name, name.size())] = '\0';
    slot.state.store(kListed);
    slot_ = i;
    return;
  }
}

PendingOutput::~PendingOutput() {
  if (slot_ >= 0) g_slots[slot_].state.store(kFree);
}

void remove_pending_outputs() noexcept {
  const int kept = errno;
  for (Slot& slot : g_slots) {
    if (slot.state.load() == kListed) ::unlinkat(slot.folder, slot.name, 0);
  }
  errno = kept;
}

}  // namespace rdb
