#include "librdb/io/window.h"

#include <algorithm>
#include <cassert>

namespace rdb {
namespace {
constexpr std::size_t kMostIdle = 2;
}

Window::Window(std::size_t capacity)
    : data_(std::make_unique_for_overwrite<char[]>(capacity + kWindowSlack)), capacity_(capacity) {
  std::fill_n(data_.get() + capacity, kWindowSlack, '\0');
}

struct WindowPool::Idle {
  explicit Idle(std::size_t bytes) : window_bytes(bytes) { windows.reserve(kMostIdle); }

  std::unique_ptr<Window> take() {
    const std::lock_guard lock(mutex);
    if (windows.empty()) return nullptr;
    std::unique_ptr<Window> window = std::move(windows.back());
    windows.pop_back();
    return window;
  }
  void put(std::unique_ptr<Window> window) noexcept {
    const std::lock_guard lock(mutex);
    if (windows.size() < kMostIdle) windows.push_back(std::move(window));
  }

  const std::size_t window_bytes;
  std::mutex mutex;
  std::vector<std::unique_ptr<Window>> windows;
};

WindowPool::WindowPool(std::size_t window_bytes) : idle_(std::make_shared<Idle>(window_bytes)) {
  assert(window_bytes > 0);
}

WindowRef WindowPool::acquire() {
  std::unique_ptr<Window> window = idle_->take();
  if (!window) window.reset(new Window(idle_->window_bytes));
  // The deleter shares the idle list, not the pool: the last window out may come after its end.
  return WindowRef(window.release(), [idle = idle_](Window* used) noexcept {
    idle->put(std::unique_ptr<Window>(used));
  });
}

std::size_t WindowPool::window_bytes() const { return idle_->window_bytes; }

}  // namespace rdb
