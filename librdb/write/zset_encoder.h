// A sorted set as a server would store it: packed (type 17 or 12) in order of score, then bytes,
// while it is small, plain members (type 5, or 3 with scores as text) beyond.
//
// NaN scores and, in packed sets, members twice are refused: no server loads them. Holds the
// members of a packed set; a plain one of known count goes straight out, one of unknown count
// through a spool. Plain members keep the order in which they come.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/write/counted_output.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_start.h"

namespace rdb {

class ZsetEncoder {
 public:
  /// All borrowed; `spools` may be null: a set that needs one then is a std::logic_error.
  ZsetEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  /// `plain_type` is the target's (TargetFormat::plain_zset_type). `start` must live until `end()`.
  void begin(Compact compact, std::uint8_t plain_type, std::uint64_t count, ValueStart& start);
  void add(const ZsetMember& member);
  /// False if the set is empty: then nothing was written. Throws `CorruptInput` if not as many
  /// members came as were announced, or one of a packed set twice.
  bool end();

 private:
  struct Kept {
    double score = 0;
    std::size_t offset = 0;  // of the member in texts_
    std::size_t size = 0;
  };

  Bytes member_of(const Kept& kept) const { return Bytes(texts_).substr(kept.offset, kept.size); }
  void become_plain();
  void write_plain(Bytes member, double score);
  void sort_kept();
  template <typename Builder>
  void write_packed(std::uint8_t type_byte, Builder& builder);

  StringEncoder& strings_;
  EncodingLimits limits_;
  std::size_t longest_;  // member of a packed set
  CountedOutput plain_;
  std::vector<Kept> kept_;
  OwnedBytes texts_;
  ListpackBuilder listpack_;
  ZiplistBuilder ziplist_;
  ValueStart* start_ = nullptr;
  Compact compact_ = Compact::none;
  std::uint8_t plain_type_ = 0;
  std::uint64_t count_ = kUnknownCount;
  std::uint64_t members_ = 0;
};

}  // namespace rdb
