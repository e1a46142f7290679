// Events → a stream of commands for `redis-cli --pipe`, by which a server gets the data of the
// dump.
//
//   const auto out = rdb::open_byte_sink("-", {});
//   rdb::RespWriter writer(*out, {.target = rdb::parse_target("redis:7.0"), .now_ms = now});
//   reader.run(writer);      // throws Refused at the end if keys could not be sent: see counts()
//   out->close();
//
// `SELECT n` stands before the first key of a database, 0 included, and at each change. Expired
// keys and fields (at `now_ms`) are not sent, but counted. Bytes are arbitrary; there are no null
// bulks.
//
// commands: SET (with PXAT where the target has it); RPUSH, SADD, ZADD, HSET in chunks
//   (resp_collection.h); streams entry by entry (resp_stream.h); FUNCTION LOAD.
// restore: RESTORE key ttl payload for every type the target loads, with ABSTTL, and IDLETIME or
//   FREQ if known.
//
// What has no representation is left out and counted, and Finish throws `Refused` unless the caller
// wants it so (`skip_unsupported`).
//
// Holds the output buffer (256 KiB), one chunk (64 KiB and one element), the first key for each
// reason to leave one out; spools and buffers for streams, and for values built anew.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/write/left_out.h"
#include "librdb/write/resp_collection.h"
#include "librdb/write/resp_commands.h"
#include "librdb/write/resp_restore.h"
#include "librdb/write/resp_stream.h"
#include "librdb/write/target.h"

namespace rdb {

/// What happens to a key that is there already.
enum class ExistsPolicy : std::uint8_t {
  fail,       ///< RESTORE without REPLACE: the server answers BUSYKEY and keeps it
  skip,       ///< the same command: what is there stays
  overwrite,  ///< it goes: SET, REPLACE, or a DEL first
  merge,      ///< commands: fields and members are added; strings, lists and streams replaced
};

struct RespWriterOptions {
  enum class Mode : std::uint8_t { commands, restore } mode = Mode::commands;
  TargetServer target;
  /// Both defaults can be run twice: `merge` for commands (which know neither `fail` nor `skip`),
  /// `fail` for restore (which does not know `merge`).
  ExistsPolicy exists = ExistsPolicy::merge;
  std::int64_t now_ms = 0;                          ///< what expires at or before it is not sent
  bool send_expired = false;                        ///< send it all the same
  std::size_t chunk_elements = kRespChunkElements;  ///< of one command
  std::size_t chunk_bytes = kRespChunkBytes;
  EncodingLimits limits;           ///< of values built anew in restore mode
  SpoolFactory* spools = nullptr;  ///< for streams, values built anew or of unknown length
  /// For a node of a cluster: no SELECT for database 0, and others only where a cluster has them
  /// (Valkey 9).
  bool cluster = false;
  /// Fields lose their own expiry where the target has none.
  bool drop_field_expiry = false;
  /// What has no representation is left out, and that is no error.
  bool skip_unsupported = false;
  /// Told each time.
  std::function<void(const Entry* entry, const std::string& reason)> on_unsupported;
};

class RespWriter final : public EventSink {
 public:
  struct Counts {
    std::uint64_t keys = 0;            ///< sent
    std::uint64_t commands = 0;        ///< SELECT and all others
    std::uint64_t expired = 0;         ///< keys not sent because expired
    std::uint64_t expired_fields = 0;  ///< fields of hashes, likewise
    std::uint64_t empty = 0;           ///< collections without elements: no key
    std::uint64_t functions = 0;       ///< libraries sent
    std::uint32_t highest_db = 0;      ///< of those selected
    LeftOut left_out;                  ///< what has no representation, by reason
  };

  /// `out` and the spools must outlive the writer, which never closes `out`.
  RespWriter(ByteSink& out, RespWriterOptions options);

  Counts counts() const;
  std::uint64_t bytes_written() { return commands_.out().size(); }

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;

  void on(const Header& event) override;
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}  // sent with the first key of the database
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
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
  bool is_restore() const { return options_.mode == RespWriterOptions::Mode::restore; }
  bool replaces() const {
    return options_.exists == ExistsPolicy::overwrite ||
           (options_.exists == ExistsPolicy::merge && !is_restore());
  }
  bool deletes_first() const;
  bool is_expired(const Entry& entry) const;
  Interests leave_out(const Entry* entry, const std::string& reason);
  void take_back();
  void begin_key();
  void finish_key();
  void select(std::uint32_t db);

  bool send_short_set(const Payload& value);
  void send_set(const Payload& value);
  void send_expiring(const HashField& field);
  void refuse_value(const std::string& reason);
  // What has no form on the target may show only within the value.
  template <typename Commands, typename Event>
  void say(Commands& commands, const Event& event) {
    if (!in_key_) return;
    try {
      if (is_restore()) {
        restore_.values().add(event);
      } else {
        commands.add(event);
      }
    } catch (const Unsupported& error) {
      refuse_value(error.reason());
    }
  }

  RespWriterOptions options_;
  CommandOutput commands_;
  CollectionCommands collections_;
  StreamCommands streams_;
  RestoreCommands restore_;
  TargetFormat target_;
  Family family_ = Family::redis;  // the input's
  Counts counts_;
  std::optional<std::uint32_t> db_;
  const Entry* entry_ = nullptr;
  OutputBuffer::Mark mark_;
  std::uint64_t commands_before_ = 0;  // the key being sent
  bool in_key_ = false;                // some of it may have been sent
};

}  // namespace rdb
