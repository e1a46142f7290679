// Sends held keys on their way: enter, the value as it is wanted, Leave.
#pragma once
#include <cstdint>
#include <functional>

#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/event/value_decoder.h"
#include "librdb/transform/held_value.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// Gives the decoder of the dump; only called when a raw value must be taken apart.
using DecoderSource = std::function<ValueDecoder&()>;

/// Says a held value to `sink` in the ways wanted.
void say_value(const Entry& entry, HeldForm form, const Payload& body, Interests wanted,
               EventSink& sink, const DecoderSource& decoder);

/// The whole key: enter, value, and Leave if `leave`.
void say_key(const Entry& entry, HeldForm form, const Payload& body, bool leave, EventSink& sink,
             const DecoderSource& decoder);

/// Says all keys that `HeldValue::keep_in` put into the spool, in that order. Holds one key and, of
/// its value, at most `kSpoolMemory`; elements as a whole.
void replay_held(Spool& spool, bool leave, EventSink& sink, const DecoderSource& decoder,
                 MemoryBudget& budget);

}  // namespace rdb
