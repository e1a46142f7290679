#include "librdb/transform/grouped_partition.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "librdb/base/errors.h"
#include "librdb/transform/held_record.h"

namespace rdb {
namespace {

// Slots for names that come in each of their records, at most half full.
std::uint64_t slot_count(const SpilledPartition& data) {
  const std::uint64_t unnumbered = data.names - data.numbers;
  return unnumbered == 0 ? 0 : std::bit_ceil(unnumbered * 2);
}

constexpr std::uint64_t kBytesPerRecord = 3 * sizeof(std::uint32_t);

}  // namespace

std::uint64_t GroupedPartition::bytes_needed(const SpilledPartition& data) {
  return data.bytes + flat_record::room_for(0) + data.records * kBytesPerRecord +
         data.names * (sizeof(Group) + sizeof(std::uint32_t)) +
         slot_count(data) * sizeof(std::uint32_t);
}

bool GroupedPartition::is_addressable(const SpilledPartition& data) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 31;
  return data.bytes < kMost && data.records < kMost;
}

void GroupedPartition::reserve(const SpilledPartition& data) {
  const std::uint64_t needed = bytes_needed(data);
  if (needed <= booked_) return;
  budget_.take(needed - booked_);
  booked_ = needed;
}

void GroupedPartition::load(const SpilledPartition& data, const GroupHasher& hasher,
                            SpillFile& file, bool rules) {
  reserve(data);
  const std::size_t bytes = static_cast<std::size_t>(data.bytes) + flat_record::room_for(0);
  if (bytes > capacity_) {
    bytes_.reset();
    bytes_ = allocate_big(bytes);
    capacity_ = bytes;
  }
  const auto records = static_cast<std::size_t>(data.records);
  starts_ = starts_buffer_.of_size(records);
  numbers_ = numbers_buffer_.of_size(records);
  order_ = order_buffer_.of_size(records);
  const auto names = static_cast<std::size_t>(data.names);
  groups_ = groups_buffer_.of_size(names);
  ends_ = ends_buffer_.of_size(names);
  std::fill_n(ends_, names, 0);
  const auto slots = static_cast<std::size_t>(slot_count(data));
  slots_ = slots_buffer_.of_size(slots);
  std::fill_n(slots_, slots, 0);
  slot_mask_ = slots - 1;
  hasher_ = &hasher;
  record_count_ = numbers_seen_ = 0;
  group_count_ = static_cast<std::uint32_t>(data.numbers);
  has_held_ = false;
  std::size_t at = 0;
  const auto take = [&](std::size_t size) {
    index(Bytes(bytes_.get() + at, size), at, rules);
    at += size;
  };
  const auto all = static_cast<std::size_t>(data.bytes);
  for (const std::uint64_t block : data.blocks) {
    take(file.read(block, bytes_.get() + at, all - at));
  }
  for (const SpilledPartition::Chunk& chunk : data.chunks) {
    std::memcpy(bytes_.get() + at, chunk.data, chunk.used);
    take(chunk.used);
  }
  check_identities(data);
  sort();
}

void GroupedPartition::clear() {
  budget_.give(booked_);
  booked_ = 0;
  bytes_.reset();
  capacity_ = 0;
  for (auto* const buffer :
       {&starts_buffer_, &numbers_buffer_, &order_buffer_, &ends_buffer_, &slots_buffer_}) {
    *buffer = {};
  }
  groups_buffer_ = {};
  group_count_ = 0;
}

void GroupedPartition::index(Bytes piece, std::size_t at, bool rules) {
  const char* const base = piece.data() - at;
  const char* const end = piece.data() + piece.size();
  for (const char* from = piece.data(); from < end;) {
    const SpilledRecord record = get_spilled(from, numbers_seen_);
    std::uint32_t number;
    if (record.number == 0) [[unlikely]] {
      number = group_named(record.name);
    } else {
      number = static_cast<std::uint32_t>(record.number) - 1;
      if (number == numbers_seen_) [[unlikely]]
        groups_[numbers_seen_++] = {.name = record.name};
    }
    from = record.at + (rules ? 1 : 0);
    if (flat_record::is_held(from)) [[unlikely]] {
      HeldRecord held;
      from = held_record::get(from, held);
      has_held_ = true;
    } else {
      from = flat_record::skip(from);
    }
    starts_[record_count_] = static_cast<std::uint32_t>(record.at - base);
    numbers_[record_count_++] = number;
    ++ends_[number];
  }
}

// Groups without a number stand behind those with one.
std::uint32_t GroupedPartition::group_named(Bytes name) {
  std::size_t slot = static_cast<std::size_t>(hasher_->identity(name)) & slot_mask_;
  for (; slots_[slot] != 0; slot = (slot + 1) & slot_mask_) {
    if (groups_[slots_[slot] - 1].name == name) return slots_[slot] - 1;
  }
  groups_[group_count_++] = {.name = name};
  slots_[slot] = group_count_;
  return group_count_ - 1;
}

// Two groups that were taken for one have other identities than their records say.
void GroupedPartition::check_identities(const SpilledPartition& data) const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < numbers_seen_; ++i) {
    sum += hasher_->identity(groups_[i].name) * ends_[i];
  }
  if (numbers_seen_ == data.numbers && sum == data.identities) return;
  throw IoError("tell two groups of keys apart by their hashes: run again", EAGAIN);
}

void GroupedPartition::sort() {
  std::uint32_t first = 0;
  for (std::uint32_t i = 0; i < group_count_; ++i) {
    Group& group = groups_[i];
    group.order = hasher_->order(group.name);
    group.first = first;
    group.count = std::exchange(ends_[i], first);
    first += group.count;
  }
  for (std::uint32_t i = 0; i < record_count_; ++i) order_[ends_[numbers_[i]]++] = starts_[i];
  std::sort(groups_, groups_ + group_count_, [](const Group& a, const Group& b) {
    return a.order != b.order ? a.order < b.order : a.name < b.name;
  });
}

}  // namespace rdb
