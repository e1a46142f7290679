// What a decoder of values gets: where to read, whom to tell, and buffers to reuse.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/spool.h"
#include "librdb/base/types.h"
#include "librdb/event/event_sink.h"
#include "librdb/parse/input.h"
#include "librdb/parse/unique_names.h"

namespace rdb {

/// Buffers that grow with what really came and are kept from value to value.
struct ValueScratch {
  OwnedBytes name;
  OwnedBytes value;
  std::vector<StreamId> ids;  ///< pending in a group of a stream
  std::vector<bool> owned;    ///< which of them a consumer has
  UniqueNames names;          ///< of a set, sorted set or hash
};

struct ValueContext {
  static constexpr std::uint64_t kNoResume = ~std::uint64_t{0};

  Input& in;  ///< at the value; behind it when the decoder returns
  EventSink& sink;
  const Entry& entry;
  ValueScratch& scratch;
  /// For values larger than a window: plain strings behind the one being read, so that the next
  /// record can be found if the content of this one is damaged. A decoder that can't say leaves it.
  std::uint64_t& strings_behind;
  /// For what stands behind a value larger than a window and must be told before it; may be null.
  SpoolFactory* spools = nullptr;
};

/// Delivers one value; throws `CorruptInput` for damage.
using ValueFunction = void (*)(ValueContext&);

}  // namespace rdb
