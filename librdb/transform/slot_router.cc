#include "librdb/transform/slot_router.h"

#include <algorithm>
#include <string>

#include "librdb/base/errors.h"

namespace rdb {

SlotRouter::SlotRouter(std::vector<EventSink*> sinks, SpoolFactory& spools)
    : sinks_(std::move(sinks)), spools_(spools) {
  for (const EventSink* const sink : sinks_) needs_ = needs_ | sink->needs();
}

void SlotRouter::assign(std::uint16_t first, std::uint16_t last, std::size_t sink) {
  std::fill(owners_.begin() + first, owners_.begin() + last + 1, sinks_[sink]);
}

Interests SlotRouter::enter(const Entry& entry) {
  const std::uint16_t slot = hash_slot(entry.key);
  current_ = owners_[slot];
  if (current_ == nullptr) {
    throw Refused("key \"" + escaped(entry.key) + "\" is in slot " + std::to_string(slot) +
                  ", which no node serves");
  }
  return current_->enter(entry);
}

void SlotRouter::on(const ModuleAux& event) {
  if (event.stored.is_whole()) return to_all(event);
  const auto spool = spools_.make();
  append_all(*spool, event.stored.parts());
  for (EventSink* const sink : sinks_) {
    sink->on(ModuleAux{.module_id = event.module_id,
                       .when = event.when,
                       .offset = event.offset,
                       .stored = Payload::stream(spool->replay(), spool->size())});
  }
}

// Only to those who asked for it, of the key that they were given.
void SlotRouter::on(const Leave& event) {
  if (current_->needs().leave) current_->on(event);
}

}  // namespace rdb
