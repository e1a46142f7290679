// Jobs that are done beside their owner, one after the other.
//
//   BackgroundThread thread(2);
//   thread.post([&] { load(next); });    // waits while two jobs are waiting
//   …
//   thread.wait();                       // all are done; throws what one of them threw
//
// A thread of its own and the jobs that wait, nothing else. Signals are left to other threads.
#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace rdb {

class BackgroundThread {
 public:
  /// Throws `std::system_error` if there can be no thread.
  explicit BackgroundThread(std::size_t most_waiting);
  /// Drops the jobs that have not begun.
  ~BackgroundThread();
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;

  /// What a job did is seen by those after it and, from wait() on, by its owner. Once a job has
  /// thrown none is done any more, and this throws the same.
  void post(std::function<void()> job);
  void wait();
  /// wait() that keeps quiet, for destructors: no job is running or will be.
  void drop() noexcept;

 private:
  void run();
  void rethrow();

  std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool is_busy_ = false;
  bool ends_ = false;
  std::exception_ptr error_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace rdb
