// Entries of packed blobs as the events have them.
#pragma once
#include <optional>

#include "librdb/base/integer_text.h"
#include "librdb/event/payload.h"
#include "librdb/format/packed_value.h"

namespace rdb {

/// The text an entry stands for. Lives as long as the blob and this object.
class PackedText {
 public:
  explicit PackedText(const PackedValue& value)
      : text_(value.is_integer ? integer_.emplace(value.integer).bytes() : value.text) {}
  PackedText(const PackedText&) = delete;
  PackedText& operator=(const PackedText&) = delete;
  Bytes bytes() const { return text_; }

 private:
  std::optional<IntegerText> integer_;
  Bytes text_;
};

/// The payload of an entry; lives as long as the blob.
inline Payload payload_of(const PackedValue& value) {
  return value.is_integer ? Payload::integer(value.integer) : Payload::view(value.text);
}

}  // namespace rdb
