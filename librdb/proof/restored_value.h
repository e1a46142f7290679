// The payload of a RESTORE command: type byte, value, RDB version, CRC-64.
//
//   RestoredValue value(command.parts[3]);       // checks it
//   value.decode(entry, interests, sink, decoder);
//
// The version says the family, and nothing of the type: a server takes a payload of version 6 with
// any type it knows (see dump_payload.h).
#pragma once
#include <cstdint>

#include "librdb/base/types.h"
#include "librdb/event/value_decoder.h"
#include "librdb/format/type_table.h"
#include "librdb/proof/command_reader.h"

namespace rdb {

class RestoredValue {
 public:
  /// Reads the payload once; it must outlive the object. Throws `CorruptInput` if it is too short
  /// or its checksum is another, `Unsupported` for versions and types that are not known.
  explicit RestoredValue(const CommandPart& payload);

  Family family() const { return family_; }
  const TypeInfo& type() const { return *type_; }
  /// Tells the value of the entry, which is of that type, to the sink. Throws what decoders throw.
  /// The decoder is one of that family, for its newest version.
  void decode(const Entry& entry, Interests interests, EventSink& sink,
              ValueDecoder& decoder) const;

 private:
  const CommandPart& payload_;
  std::uint64_t size_ = 0;
  Family family_ = Family::redis;
  const TypeInfo* type_ = nullptr;
};

}  // namespace rdb
