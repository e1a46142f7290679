// Takes a serialized value apart, for a stage that kept one raw and later needs what is in it.
//
// Interface here, implementation in parse/, passed in by whoever builds the pipeline: transform/
// stays free of the parser.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "librdb/base/types.h"
#include "librdb/event/event_sink.h"

namespace rdb {

class ValueDecoder {
 public:
  virtual ~ValueDecoder() = default;
  /// Delivers the value of `entry` (its `type_byte` says how `raw` is encoded) to `sink` in the
  /// ways asked for: layout, raw, elements. Does not call `enter()` or send Leave. Throws
  /// `CorruptInput` or `Unsupported`, placed relative to `entry.offset`.
  virtual void decode(const Entry& entry, const Payload& raw, Interests interests,
                      EventSink& sink) = 0;
};

/// Makes the decoder that takes held values apart; called when the first is needed.
using ValueDecoderFactory =
    std::function<std::unique_ptr<ValueDecoder>(Family family, std::uint32_t version)>;

}  // namespace rdb
