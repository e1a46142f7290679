#include "librdb/base/background_thread.h"

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace rdb {
namespace {

TEST(BackgroundThread, DoesJobsInTheirOrderAndShowsWhatTheyDid) {
  BackgroundThread thread(3);
  std::vector<int> done;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 50; ++i) {
      thread.post([&done, i] { done.push_back(i); });
    }
    thread.wait();
    ASSERT_EQ(done.size(), 50U);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(done[static_cast<std::size_t>(i)], i);
    done.clear();
  }
}

TEST(BackgroundThread, SaysWhatAJobThrewAndDoesNoOther) {
  BackgroundThread thread(2);
  bool later = false;
  thread.post([] { throw std::runtime_error("no room"); });
  EXPECT_THROW(thread.wait(), std::runtime_error);
  EXPECT_THROW(thread.post([&later] { later = true; }), std::runtime_error);
  EXPECT_THROW(thread.wait(), std::runtime_error);
  thread.drop();
  EXPECT_FALSE(later);
}

// Be they waiting or under way: once it is gone, so are they and what they hold.
TEST(BackgroundThread, EndsWithItsJobs) {
  const auto held = std::make_shared<int>(0);
  std::mutex gate;
  {
    std::unique_lock closed(gate);
    BackgroundThread thread(8);
    for (int i = 0; i < 5; ++i) {
      thread.post([&gate, held] { const std::lock_guard lock(gate); });
    }
    EXPECT_EQ(held.use_count(), 6);
    closed.unlock();
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(BackgroundThread, LeavesSignalsToOthers) {
  BackgroundThread thread(1);
  bool blocked = false;
  thread.post([&blocked] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1;
  });
  thread.wait();
  EXPECT_TRUE(blocked);
  sigset_t mine;
  pthread_sigmask(SIG_SETMASK, nullptr, &mine);
  EXPECT_EQ(sigismember(&mine, SIGTERM), 0);
}

}  // namespace
}  // namespace rdb
