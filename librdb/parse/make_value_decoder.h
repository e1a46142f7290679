// Takes a serialized value that was kept raw apart again: see event/value_decoder.h.
//
//   const auto decoder = rdb::make_value_decoder(rdb::Family::redis, 11);
//   decoder->decode(entry, Payload::view(kept), rdb::Interest::elements, sink);
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/types.h"
#include "librdb/event/value_decoder.h"
#include "librdb/parse/reader_options.h"
#include "librdb/parse/value_table.h"  // can_decode

namespace rdb {

/// For values out of a file of that family and version. Bytes behind the value are `CorruptInput`.
/// A streamed payload larger than the window under several interests needs `options.spools`.
std::unique_ptr<ValueDecoder> make_value_decoder(Family family, std::uint32_t version,
                                                 ReaderOptions options = {});

}  // namespace rdb
