// A hash with fields that expire, as a server of the target would store it: Redis packs a small one
// in order of expiry (type 25) and writes others plain (type 24); Valkey always writes pairs with
// their expiry (type 22).
//
// An expiry before 1970 is written as 1 ms, as 0 stands for none: both are long past. Type 24
// counts from the least expiry of the hash, which is not known when the first pair goes out, so
// from 1970. Holds a packed hash; a plain one of known count goes straight out, one of unknown
// count through a spool.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/write/counted_output.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_start.h"

namespace rdb {

class FieldExpiryEncoder {
 public:
  /// All borrowed; `spools` may be null: a hash that needs one then is a std::logic_error.
  FieldExpiryEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  /// Requires: form != FieldExpiry::none. `start` must live until `end()`.
  void begin(FieldExpiry form, std::uint64_t count, ValueStart& start);
  /// Throws `Unsupported` for an expiry that the target cannot hold.
  void add(const HashField& field);
  /// False if the hash is empty: then nothing was written. Throws `CorruptInput` if not as many
  /// pairs came as were announced.
  bool end();

 private:
  struct Kept {
    std::int64_t expire_ms = kNoExpiry;
    std::size_t field = 0;  // offset in texts_
    std::size_t value = 0;  // its end is that of the field
    std::size_t end = 0;    // of the value
  };

  bool fits(const HashField& field) const;
  Bytes text(std::size_t begin, std::size_t end) const {
    return Bytes(texts_).substr(begin, end - begin);
  }
  void become_plain();
  void write_head(Bytes field, std::int64_t expire_ms);
  void write_tail(std::int64_t expire_ms);
  void write_packed();

  StringEncoder& strings_;
  EncodingLimits limits_;
  std::size_t longest_;  // field or value of a packed hash
  CountedOutput plain_;
  std::vector<Kept> kept_;
  OwnedBytes texts_;
  ListpackBuilder listpack_;
  ValueStart* start_ = nullptr;
  FieldExpiry form_ = FieldExpiry::redis;
  std::uint64_t count_ = kUnknownCount;
  std::uint64_t pairs_ = 0;
};

}  // namespace rdb
