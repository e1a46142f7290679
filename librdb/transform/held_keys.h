// The keys held under their own names because a group could get that name.
//
//   HeldKeys keys(store.arena(), budget);
//   keys.keep(held, head);                       // head: the group of that name
//   for (const auto ref : keys.of(head)) keys.say(ref, …);
//
// They stand in the arena of the group table, found from the group's head; values beyond
// `kSpoolMemory` each in a spool.
#pragma once
#include <memory>
#include <vector>

#include "librdb/transform/group_table.h"
#include "librdb/transform/held_replay.h"
#include "librdb/transform/held_value.h"

namespace rdb {

class HeldKeys {
 public:
  using Ref = ByteArena::Ref;

  HeldKeys(ByteArena& arena, MemoryBudget& budget) : arena_(arena), budget_(budget) {}
  ~HeldKeys() { budget_.give(booked_); }
  HeldKeys(const HeldKeys&) = delete;
  HeldKeys& operator=(const HeldKeys&) = delete;

  /// Throws `LimitExceeded`.
  void keep(HeldValue& held, GroupHead& head);
  /// In the order in which they came.
  std::vector<Ref> of(const GroupHead& head) const;
  /// The entry, borrowing from the arena.
  void entry(Ref ref, Entry& to) const;
  /// The whole key to `sink`.
  void say(Ref ref, bool leave, EventSink& sink, const DecoderSource& decoder);
  /// Only its elements.
  void say_elements(Ref ref, EventSink& sink, const DecoderSource& decoder);

 private:
  struct Record {
    Ref previous;
    std::uint64_t head_size;
    std::uint64_t body_size;
    std::uint32_t spool;  // index + 1, 0: the body follows the head
    HeldForm form;
  };
  const Record& record(Ref ref) const {
    return *reinterpret_cast<const Record*>(static_cast<const void*>(arena_.at(ref)));
  }
  /// Given a place if it has none yet; then it is 0.
  Ref& last_of(GroupHead& head);
  Bytes head_of(Ref ref) const { return {arena_.at(ref) + sizeof(Record), record(ref).head_size}; }

  ByteArena& arena_;
  MemoryBudget& budget_;
  std::vector<Ref> last_;  // of each name, by GroupHead::candidates - 1; linked to those before it
  std::vector<std::unique_ptr<Spool>> spools_;
  std::uint64_t booked_ = 0;
};

}  // namespace rdb
