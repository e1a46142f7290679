#include "librdb/transform/key_feed.h"

#include <algorithm>
#include <system_error>

#include "librdb/transform/group_store.h"

namespace rdb {
namespace {

constexpr std::size_t kBatchAlone = std::size_t{16} << 10;   // stays in the first cache
constexpr std::size_t kBatchHanded = std::size_t{64} << 10;  // worth a hand-over
constexpr std::size_t kBatchesHanded = 8;
constexpr std::size_t kLeastBatch = std::size_t{4} << 10;
// A sixteenth of all memory at most.
constexpr std::uint64_t kShare = 16 * kBatchesHanded;
constexpr std::uint64_t kLeastLimit = kLeastBatch * kShare;

std::size_t handed_bytes(std::uint64_t limit) {
  return static_cast<std::size_t>(
      std::clamp<std::uint64_t>(limit / kShare, kLeastBatch, kBatchHanded));
}

}  // namespace

KeyFeed::KeyFeed(unsigned threads, MemoryBudget& budget) : budget_(budget) {
  const bool two = threads > 1 && budget.limit() >= kLeastLimit;
  const std::size_t count = two ? kBatchesHanded : 1;
  const std::size_t bytes = two ? handed_bytes(budget.limit()) : kBatchAlone;
  booked_ = count * bytes;
  budget_.take(booked_);
  batches_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) batches_.emplace_back(bytes);
  batch_ = &batches_.front();
  if (!two) return;
  try {  // of the batches one is being filled and one is being emptied
    thread_ = std::make_unique<BackgroundThread>(count - 2);
  } catch (const std::system_error&) {  // the container allows no more: one does all, as well
  }
}

KeyFeed::~KeyFeed() {
  drop();
  budget_.give(booked_);
}

void KeyFeed::pass_on(GroupStore& store) {
  hand_over();
  store_ = &store;
}

void KeyFeed::hand_over() {
  if (batch_->empty()) return;
  if (thread_ == nullptr) {
    store_->place(*batch_);
    batch_->clear();
    return;
  }
  thread_->post([store = store_, batch = batch_] {
    store->place(*batch);
    batch->clear();
  });
  current_ = (current_ + 1) % batches_.size();
  batch_ = &batches_[current_];
}

void KeyFeed::rest() {
  if (thread_ != nullptr) thread_->wait();
  if (batch_->empty()) return;
  store_->place(*batch_);
  batch_->clear();
}

void KeyFeed::drop() noexcept {
  if (thread_ != nullptr) thread_->drop();
  batch_->clear();
}

}  // namespace rdb
