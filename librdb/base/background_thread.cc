#include "librdb/base/background_thread.h"

#include <csignal>
#include <utility>

namespace rdb {
namespace {

// Handlers run where their program expects them.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

BackgroundThread::BackgroundThread(std::size_t most_waiting) : most_waiting_(most_waiting) {
  const SignalsBlocked inherited;
  thread_ = std::thread([this] { run(); });
}

BackgroundThread::~BackgroundThread() {
  {
    const std::lock_guard lock(mutex_);
    jobs_.clear();
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BackgroundThread::post(std::function<void()> job) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.size() < most_waiting_ || error_ != nullptr; });
    rethrow();
    jobs_.push_back(std::move(job));
  }
  changed_.notify_all();
}

void BackgroundThread::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return jobs_.empty() && !is_busy_; });
  rethrow();
}

void BackgroundThread::drop() noexcept {
  std::unique_lock lock(mutex_);
  jobs_.clear();
  changed_.wait(lock, [this] { return !is_busy_; });
}

void BackgroundThread::rethrow() {
  if (error_ != nullptr) std::rethrow_exception(error_);
}

void BackgroundThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !jobs_.empty() || ends_; });
    if (ends_) return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    is_busy_ = true;
    lock.unlock();
    std::exception_ptr error;
    try {
      job();
    } catch (...) {
      error = std::current_exception();
    }
    job = nullptr;
    lock.lock();
    is_busy_ = false;
    if (error != nullptr) {
      error_ = error;
      jobs_.clear();
    }
    changed_.notify_all();
  }
}

}  // namespace rdb
