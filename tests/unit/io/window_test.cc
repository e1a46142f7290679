#include "librdb/io/window.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <thread>

namespace rdb {
namespace {

TEST(WindowPool, GivesWindowsOfTheSizeAskedForWithReadableSlack) {
  WindowPool pool(1000);
  EXPECT_EQ(pool.window_bytes(), 1000U);
  const WindowRef window = pool.acquire();
  ASSERT_EQ(window->capacity(), 1000U);
  int sum = 0;
  for (std::size_t i = 0; i < kWindowSlack; ++i) sum += window->data()[1000 + i];
  EXPECT_EQ(sum, 0);
  EXPECT_EQ(WindowPool().window_bytes(), kWindowBytes);
}

TEST(WindowPool, ReusesWhatCameBack) {
  WindowPool pool(64);
  WindowRef window = pool.acquire();
  const char* const data = window->data();
  window.reset();
  EXPECT_EQ(pool.acquire()->data(), data);
}

TEST(WindowPool, DoesNotReuseWhatSomebodyHolds) {
  WindowPool pool(64);
  WindowRef first = pool.acquire();
  const WindowRef second_owner = first;
  const char* const data = first->data();
  first.reset();
  EXPECT_NE(pool.acquire()->data(), data);
}

TEST(WindowPool, WindowsOutliveThePool) {
  std::optional<WindowPool> pool(std::in_place, 64);
  const WindowRef window = pool->acquire();
  pool.reset();
  window->data()[0] = 'x';
  EXPECT_EQ(window->data()[0], 'x');
}

TEST(WindowPool, KeepsTwoIdleWindows) {
  WindowPool pool(std::size_t{1} << 20);
  std::vector<WindowRef> held;
  std::set<const char*> before;
  for (int i = 0; i < 5; ++i) {
    held.push_back(pool.acquire());
    before.insert(held.back()->data());
  }
  EXPECT_EQ(before.size(), 5U);
  held.clear();
  const WindowRef a = pool.acquire();
  const WindowRef b = pool.acquire();
  EXPECT_TRUE(before.count(a->data()));
  EXPECT_TRUE(before.count(b->data()));
}

TEST(WindowPool, IsThreadSafe) {
  WindowPool pool(16);
  std::vector<std::thread> threads;
  std::atomic<int> clashes = 0;
  for (char id = 0; id < 4; ++id) {
    threads.emplace_back([&, id] {
      for (int round = 0; round < 2000; ++round) {
        const WindowRef window = pool.acquire();
        window->data()[3] = id;
        std::this_thread::yield();
        if (window->data()[3] != id) ++clashes;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clashes, 0);
}

}  // namespace
}  // namespace rdb
