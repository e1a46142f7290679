// The head of a key's record: expiry, idle time or frequency, type byte, key.
#pragma once
#include <cstdint>

#include "librdb/event/entry.h"
#include "librdb/io/output_buffer.h"
#include "librdb/write/string_encoder.h"

namespace rdb {

/// Attributes as servers write them: FC + ms, then F8 + idle seconds or F9 + frequency.
void write_attributes(OutputBuffer& out, const Attributes& attributes);

/// Everything up to the value, made anew. O(key length).
void write_head(OutputBuffer& out, StringEncoder& strings, const Entry& entry,
                std::uint8_t type_byte);

/// The record without attributes of a later key that may stand in front of its opcode (legal, never
/// written by a server). A rewriting copy writes those with the key they belong to.
Bytes without_attributes(Bytes record);

}  // namespace rdb
