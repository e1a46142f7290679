#include "librdb/transform/held_keys.h"

#include <algorithm>
#include <limits>
#include <new>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"

namespace rdb {

void HeldKeys::keep(HeldValue& held, GroupHead& head) {
  const Bytes entry = held.head();
  const Bytes body = held.body();
  std::uint32_t spool = 0;
  const std::uint64_t body_size = held.body_size();
  if (held.spooled()) {
    budget_.take(kSpoolMemory);  // what a spool may hold before it goes to a file
    booked_ += kSpoolMemory;
    spools_.push_back(held.take_spool());
    spool = static_cast<std::uint32_t>(spools_.size());
  }
  const Ref ref = arena_.allocate(sizeof(Record) + entry.size() + body.size());
  char* const at = arena_.at(ref);
  new (at) Record{last_of(head), entry.size(), body_size, spool, held.form()};
  entry.copy(at + sizeof(Record), entry.size());
  body.copy(at + sizeof(Record) + entry.size(), body.size());
  last_of(head) = ref;
  held.forget();
}

HeldKeys::Ref& HeldKeys::last_of(GroupHead& head) {
  if (head.candidates == 0) {
    if (last_.size() == std::numeric_limits<std::uint32_t>::max()) {
      throw LimitExceeded("too many keys with names of the new form to be held in memory");
    }
    constexpr std::uint64_t kEntry = 2 * sizeof(Ref);  // in a doubling list
    budget_.take(kEntry);
    booked_ += kEntry;
    last_.push_back(0);
    head.candidates = static_cast<std::uint32_t>(last_.size());
  }
  return last_[head.candidates - 1];
}

std::vector<HeldKeys::Ref> HeldKeys::of(const GroupHead& head) const {
  std::vector<Ref> refs;
  if (head.candidates == 0) return refs;
  for (Ref ref = last_[head.candidates - 1]; ref != 0; ref = record(ref).previous)
    refs.push_back(ref);
  std::reverse(refs.begin(), refs.end());
  return refs;
}

void HeldKeys::entry(Ref ref, Entry& to) const { restore_entry(head_of(ref), to); }

void HeldKeys::say(Ref ref, bool leave, EventSink& sink, const DecoderSource& decoder) {
  Entry entry;
  restore_entry(head_of(ref), entry);
  const Record& found = record(ref);
  if (found.spool == 0) {
    const Bytes body(head_of(ref).data() + found.head_size, found.body_size);
    return say_key(entry, found.form, Payload::view(body), leave, sink, decoder);
  }
  say_key(entry, found.form, Payload::stream(spools_[found.spool - 1]->replay(), found.body_size),
          leave, sink, decoder);
}

void HeldKeys::say_elements(Ref ref, EventSink& sink, const DecoderSource& decoder) {
  Entry entry;
  restore_entry(head_of(ref), entry);
  const Record& found = record(ref);
  if (found.spool == 0) {
    const Bytes body(head_of(ref).data() + found.head_size, found.body_size);
    return say_value(entry, found.form, Payload::view(body), Interest::elements, sink, decoder);
  }
  say_value(entry, found.form, Payload::stream(spools_[found.spool - 1]->replay(), found.body_size),
            Interest::elements, sink, decoder);
}

}  // namespace rdb
