// Reads a dump from a Source and tells an EventSink what is in it.
//
//   const auto source = rdb::open_source("dump.rdb");
//   rdb::RdbReader reader(*source);
//   reader.run(sink);                         // or: while (reader.step(sink)) {}
//   if (reader.trailing().count != 0) …
//
// One `step()` is one record: the header, a key with its value, an AUX … All views in events live
// as events.h says. Nothing of a value is decoded that `enter()` did not ask for.
//
// Errors: `CorruptInput` (`TruncatedInput` if the input ends too early), `Unsupported` for what is
// newer or foreign or not yet handled, `LimitExceeded`, all with their Place: offset of the first
// byte that is wrong or missing, record, key and type. Errors of the sink pass through. When the
// value of an entered key is damaged, `abort(entry)` comes before the error leaves; if its extent
// is known the reader stands at the next record then, and `can_continue()` says so.
//
// Memory: two windows, two more while names of a value larger than a window are in use, and what
// names and packed blobs need that are longer (at most `max_materialised` each). Time: linear.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/event_sink.h"
#include "librdb/event/short_strings.h"
#include "librdb/io/source.h"
#include "librdb/parse/input.h"
#include "librdb/parse/reader_options.h"
#include "librdb/parse/value_reader.h"
#include "librdb/parse/value_table.h"

namespace rdb {

/// All that a reader must know to start at the boundary between two records.
struct ReaderState {
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::uint32_t db = 0;
  Attributes sticky;         ///< of records before, for the next key
  std::uint64_t offset = 0;  ///< of the next record
  bool has_crc = false;      ///< false: the end will not be verified
  std::uint64_t crc = 0;     ///< of everything before `offset`
};

/// What lies behind a dump.
struct TrailingBytes {
  std::uint64_t count = 0;
  /// They are the 40 hex digits that `redis-cli --rdb -` leaves behind a transfer.
  bool is_transfer_mark = false;
  /// They begin like the commands of an append-only file: "*3", or "#TS:" for an annotation.
  bool are_commands = false;
};

class RdbReader {
 public:
  /// Reads from the magic on. `source` must outlive the reader.
  explicit RdbReader(Source& source, ReaderOptions options = {});
  /// Reads from a record boundary on; no Header is told. `source` gives the bytes from
  /// `state.offset` on.
  RdbReader(Source& source, const ReaderState& state, ReaderOptions options = {});

  /// Tells one record, or up to so many; false if the last was the end of the file (Finish was
  /// told), and from then on. Requires: can_continue().
  bool step(EventSink& sink, std::uint64_t records = 1);
  /// Tells all records that are left.
  void run(EventSink& sink);

  /// False after an error from which no way leads to the next record.
  bool can_continue() const { return !lost_; }
  /// Where the reader stands. Requires: between steps, the header was read. Computes the CRC up to
  /// here.
  ReaderState state();
  /// Of the next record.
  std::uint64_t offset() const { return in_.offset(); }
  /// Requires: the header was read.
  Family family() const { return family_; }
  std::uint32_t version() const { return version_; }

  /// Numbers that Redis Enterprise puts before keys (RAM_LRU, SLOT_NUM) and that were stepped over:
  /// only an unchanged copy keeps them.
  std::uint64_t enterprise_numbers() const { return enterprise_numbers_; }

  /// CRC-64 of the file, as stored at its end or, where none is, as computed on the way (0 with
  /// `verify_checksum` off). Requires: Finish was told.
  std::uint64_t checksum() const { return checksum_; }

  /// Reads the source to its end, where compressed data may still turn out damaged. Requires:
  /// Finish was told; once.
  TrailingBytes trailing();

 private:
  enum class Phase : std::uint8_t { header, records, finished };

  void read_records(EventSink& sink, std::uint64_t at_most);
  void step_record(EventSink& sink);
  bool read_short_string(EventSink& sink);
  std::uint64_t tell_short_strings(std::uint64_t at_most, EventSink& sink);
  std::uint64_t offer_short_strings(std::span<const ShortString> strings, EventSink& sink);
  void attach(EventSink& sink);
  void choose_family(Family family, std::uint32_t version);
  void read_header(EventSink& sink);
  void read_key(const ValueType& type, EventSink& sink);
  Bytes read_key_name();
  void take_attributes();
  void read_value(const ValueType& type, EventSink& sink);
  bool tell_short_string(const ValueType& type, Interests interests, EventSink& sink);
  bool tell_short_string(const ValueType& type, const char* p, std::size_t size,
                         Interests interests, EventSink& sink);
  void tell_value(const ValueType& type, Interests interests, EventSink& sink);
  bool read_opcode(std::uint8_t byte, EventSink& sink);
  [[noreturn]] void throw_unknown(std::uint8_t byte);
  [[noreturn]] void throw_lost() const;
  Place place_of_error() const;

  void read_expiry(bool milliseconds);
  void read_idle();
  void read_frequency();
  void read_enterprise_number();
  void read_key_metadata();
  bool step_over_module_item();
  void read_aux(EventSink& sink);
  void read_select_db(EventSink& sink);
  void read_resize_db(EventSink& sink);
  void read_slot_info(EventSink& sink);
  void read_slot_import(EventSink& sink);
  void read_function(EventSink& sink);
  void read_function_pre_release(EventSink& sink);
  void read_module_aux(EventSink& sink);
  void read_end(EventSink& sink);
  std::uint64_t length(const char* what);
  void abort_entry(EventSink& sink) noexcept;
  void end_record() { dangling_ = has_attributes_; }

  ReaderOptions options_;
  const std::string& source_name_;
  bool is_seekable_;
  Input in_;
  ValueReader values_;

  EventSink* sink_ = nullptr;  // the one `needs_` was asked of
  Needs needs_;
  ShortStringSink* short_string_sink_ = nullptr;  // the same, if it is one
  std::vector<ShortString> short_strings_;        // room for a run of them
  const ValueType* types_ = nullptr;
  const ValueType* type_ = nullptr;  // of entry_
  std::uint32_t version_ = 0;
  Family family_ = Family::redis;
  Phase phase_ = Phase::header;
  bool verify_ = false;
  bool lost_ = false;
  bool has_attributes_ = false;  // some stand before the next key
  bool dangling_ = false;        // and they belong to a record before
  bool entry_has_attributes_ = false;
  bool has_key_ = false;  // entry_ holds the last key read
  bool in_key_ = false;   // entry_ is the record being read
  bool entered_ = false;
  Bytes record_name_;
  std::uint64_t record_offset_ = 0;
  std::uint64_t enterprise_numbers_ = 0;
  std::uint64_t checksum_ = 0;
  Attributes attributes_;
  OwnedBytes metadata_;  // of the next key
  OwnedBytes entry_metadata_;
  Entry entry_;

  OwnedBytes key_scratch_;
  OwnedBytes texts_[4];
  std::vector<SlotRange> ranges_;
};

}  // namespace rdb
