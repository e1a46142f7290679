// A set as a server would store it: an intset (type 11) of few integers, a listpack (type 20) of
// few short members where the target has it, else plain members (type 2).
//
// A packed set with a member twice is refused: a server would not load it. Holds the members of a
// packed set; a plain one of known count goes straight out, one of unknown count through a spool.
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

class SetEncoder {
 public:
  /// All borrowed; `spools` may be null: a set that needs one then is a std::logic_error.
  SetEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  /// `packs_text`: the target has type 20. `start` must live until `end()`.
  void begin(bool packs_text, std::uint64_t count, ValueStart& start);
  void add(const SetMember& member);
  /// False if the set is empty: then nothing was written. Throws `CorruptInput` if not as many
  /// members came as were announced, or one of a packed set twice.
  bool end();

 private:
  enum class Form : std::uint8_t { integers, listpack, plain };

  bool fits_listpack(Bytes member) const;
  void leave_integers(Bytes member);
  void become_plain();
  void write_intset();
  void write_listpack();

  StringEncoder& strings_;
  EncodingLimits limits_;
  std::size_t longest_;  // member of a listpack
  CountedOutput plain_;
  std::vector<std::int64_t> integers_;
  ListpackBuilder listpack_;
  std::vector<PackedValue> sorted_;  // to find members that come twice
  OwnedBytes blob_;
  ValueStart* start_ = nullptr;
  Form form_ = Form::integers;
  bool packs_text_ = false;
  std::uint64_t count_ = kUnknownCount;
  std::uint64_t members_ = 0;
};

}  // namespace rdb
