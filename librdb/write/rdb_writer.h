// Events → an RDB file: an unchanged copy, or a dump for a given server.
//
//   const auto file = rdb::open_byte_sink("new.rdb", {.inputs = {"old.rdb"}});
//   rdb::RdbWriter writer(*file, {.target = rdb::parse_target("redis:7.0"), .spools = &spools});
//   reader.run(writer);
//   file->close();          // the writer never closes: without it nothing appears
//
// Values the target loads are asked for raw and copied; others are built anew from their elements.
// Either way elements are accepted where raw was asked. What has no representation there is left
// out and counted, and Finish throws `Refused` unless the caller wants it so (`skip_unsupported`).
//
// A rewriting copy keeps the rules of docs/architecture.md: RESIZEDB with its own exact counts on a
// seekable output and none on a pipe; no `repl-*`, `used-mem`, `aof-*`, `lua`, `slot-info`,
// `cluster-slot-states`, SLOT_INFO, SLOT_IMPORT; the target's `redis-ver` or `valkey-ver` if a
// target is given; functions and MODULE_AUX pass; expired keys are data and are copied; a
// collection without elements is no key and is left out (counted). Checksums are always written,
// also if the input had none.
//
// Throws `CorruptInput` where lengths lie or a value is not what servers load, `IoError`. Holds the
// output buffer (256 KiB), one small value of each type, LZF scratch for the longest text it tried,
// about 80 bytes a database, and the first key for each reason to leave one out.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/io/output_buffer.h"
#include "librdb/write/database_counts.h"
#include "librdb/write/left_out.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_encoder.h"

namespace rdb {

struct RdbWriterOptions {
  /// An unchanged copy: every event's stored bytes, so the output equals the input byte for byte.
  /// Everything else here then has no say. Events must come straight from a reader.
  bool verbatim = false;
  TargetServer target;
  EncodingLimits limits;
  bool compression = true;         ///< LZF where it pays; values copied raw stay as they are
  SpoolFactory* spools = nullptr;  ///< for values whose count or length is not known beforehand
  /// Fields lose their own expiry where the target has none.
  bool drop_field_expiry = false;
  /// The clock by which such a field has expired and is left out; default: the dump's AUX ctime.
  std::optional<std::int64_t> now_ms;
  /// What the target cannot take is left out, and that is no error.
  bool skip_unsupported = false;
  /// Told each time; the entry is null for what is no key (a function library).
  std::function<void(const Entry* entry, const std::string& reason)> on_unsupported;
};

class RdbWriter final : public EventSink, private ValueStart {
 public:
  /// `out` must outlive the writer; writing begins with the Header event. The spools, too.
  RdbWriter(ByteSink& out, RdbWriterOptions options);

  std::uint64_t keys_written() const { return keys_written_; }
  /// What the target could not take, by reason.
  const LeftOut& left_out() const { return left_out_; }
  /// Fields that had expired and lost their expiry, and so were left out.
  std::uint64_t expired_fields() const { return values_.expired_fields(); }
  /// Collections without elements that were left out.
  std::uint64_t empty_values() const { return empty_values_; }
  std::uint64_t bytes_written() const { return out_.size(); }

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;

  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const SelectDb& event) override;
  void on(const ResizeDb& event) override;
  void on(const SlotInfo& event) override;
  void on(const SlotImport& event) override;
  void on(const Function& event) override;
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override;

  void on(const StringValue& event) override;
  void on(const RawValue& event) override;

  void on(const CollectionBegin& event) override;
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on_integers(const IntegerFields& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override;
  void on(const StreamGroup& event) override;
  void on(const StreamPending& event) override;
  void on(const StreamConsumer& event) override;
  void on(const StreamConsumerPending& event) override;
  void on(const CollectionEnd& event) override;

  // Never asked for.
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

 private:
  OutputBuffer& start(std::uint8_t type_byte) override;
  void finish_record();
  bool copy_stored(Bytes stored);
  void copy_end(const Finish& event);
  void write_aux(Bytes name, Bytes value);
  void require_building() const;
  void leave_out(const Entry* entry, const std::string& reason);
  void refuse_value(const std::string& reason);
  // What the target has no form for may show only within the value.
  template <typename Event>
  void add_value(const Event& event) {
    if (entry_ == nullptr) return;
    try {
      values_.add(event);
    } catch (const Unsupported& error) {
      refuse_value(error.reason());
    }
  }

  RdbWriterOptions options_;
  bool seekable_;
  OutputBuffer out_;
  StringEncoder strings_;
  ValueEncoder values_;
  DatabaseCounts databases_;
  TargetFormat target_;
  Family family_ = Family::redis;  // the input's
  const Entry* entry_ = nullptr;   // entered, its value not yet complete
  OutputBuffer::Mark mark_;
  bool started_ = false;  // some of the entered key was written
  std::uint64_t keys_written_ = 0;
  std::uint64_t empty_values_ = 0;
  LeftOut left_out_;
};

}  // namespace rdb
