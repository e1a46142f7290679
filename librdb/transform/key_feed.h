// The way of the keys from who reads them to the stores, which may be in another thread.
//
//   KeyFeed feed(threads, budget);
//   if (!feed.push(store, flat, several_rules)) …     // too long for a batch
//   feed.rest();                                      // all are in their stores, nobody else works
//
// Holds one batch of 16 KiB, or eight of up to 64 KiB with a second thread, counted. That thread,
// and only it, touches the stores, what they share and their budget while there are keys on their
// way: all others call rest() before they do.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "librdb/base/background_thread.h"
#include "librdb/transform/key_batch.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

class GroupStore;

class KeyFeed {
 public:
  /// One thread is that of the caller. A limit below 512 KiB leaves no room for a second,
  /// and where the system gives none there is none.
  KeyFeed(unsigned threads, MemoryBudget& budget);
  ~KeyFeed();
  KeyFeed(const KeyFeed&) = delete;
  KeyFeed& operator=(const KeyFeed&) = delete;

  /// See KeyBatch. Throws what the stores throw, perhaps for an earlier key.
  bool push(GroupStore& store, const FlatKey& flat, bool several_rules) {
    make_room(store);
    return batch_->push(flat, several_rules);
  }
  /// A batch with room for one more at least, to which keys may be added until the next call.
  KeyBatch& batch_for(GroupStore& store) {
    make_room(store);
    return *batch_;
  }
  [[gnu::always_inline]] bool push_counter(GroupStore& store, Bytes key, std::size_t key_slack,
                                           Bytes cut, Bytes field, std::int64_t value) {
    make_room(store);
    return batch_->push_counter(key, key_slack, cut, field, value);
  }
  void rest();
  /// The second thread, to use while no keys are on their way; null if there is none.
  BackgroundThread* thread() { return thread_.get(); }
  /// Nothing is done any more of what was pushed. Cheap where nothing was.
  void drop() noexcept;

 private:
  void make_room(GroupStore& store) {
    if (store_ != &store || batch_->is_full()) [[unlikely]]
      pass_on(store);
  }
  void pass_on(GroupStore& store);
  void hand_over();

  MemoryBudget& budget_;
  std::uint64_t booked_;
  std::vector<KeyBatch> batches_;
  std::size_t current_ = 0;
  KeyBatch* batch_;
  GroupStore* store_ = nullptr;  // of the keys in the current batch
  std::unique_ptr<BackgroundThread> thread_;
};

}  // namespace rdb
