// Events → a stream of commands for `redis-cli --pipe`: SELECT, SET, HSET, PEXPIREAT or RESTORE.
//
//   const auto out = rdb::open_byte_sink("-", {});
//   rdb::RespWriter writer(*out, {.target = rdb::parse_target("redis:7.0"), .now_ms = now});
//   reader.run(writer);      // throws Unsupported at the end if keys could not be sent: see
//   counts() out->close();
//
// `SELECT n` stands before the first key of a database, 0 included, and at each change. Expired
// keys (at `now_ms`) are not sent, but counted. Bytes are arbitrary; there are no null bulks.
//
// commands: SET (with PXAT where the target has it), HSET in chunks, PEXPIREAT once behind an
//   unchunked value, behind the first and the last chunk of a chunked one: a stream that breaks, or
//   an expiry that comes while it runs, must leave no immortal key. Types whose commands come in a
//   later version are stepped over and counted, and Finish throws `Unsupported`.
// restore: RESTORE key ttl payload for every type the target loads, with ABSTTL, and IDLETIME or
//   FREQ if known.
//
// Holds the output buffer (256 KiB), one chunk (64 KiB and one field), the first key of each type
// that was not sent; in restore mode a spool for values built anew.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/write/hash_encoder.h"
#include "librdb/write/resp_output.h"
#include "librdb/write/spooled_output.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"

namespace rdb {

struct RespWriterOptions {
  enum class Mode : std::uint8_t { commands, restore } mode = Mode::commands;
  TargetServer target;
  std::int64_t now_ms = 0;    ///< keys that expire at or before it are not sent
  bool send_expired = false;  ///< send them all the same
  std::size_t chunk_elements = kRespChunkElements;  ///< pairs of one HSET
  std::size_t chunk_bytes = kRespChunkBytes;
  EncodingLimits limits;           ///< of values built anew in restore mode
  SpoolFactory* spools = nullptr;  ///< needed in restore mode, and for values of unknown length
};

class RespWriter final : public EventSink, private ValueStart {
 public:
  struct NotSent {
    std::uint64_t keys = 0;
    OwnedBytes first_key;
  };
  struct Counts {
    std::uint64_t keys = 0;                     ///< sent
    std::uint64_t commands = 0;                 ///< SELECT and all others
    std::uint64_t expired = 0;                  ///< not sent because expired
    std::uint64_t empty = 0;                    ///< collections without elements: no key
    std::uint64_t functions = 0;                ///< libraries sent
    std::uint64_t functions_not_sent = 0;       ///< the target or the form has no FUNCTION LOAD
    std::uint64_t module_records_not_sent = 0;  ///< MODULE_AUX has no command
    std::map<std::string, NotSent> not_sent;    ///< by name of the type byte: no command yet
  };

  /// `out` and the spools must outlive the writer, which never closes `out`.
  RespWriter(ByteSink& out, RespWriterOptions options);

  const Counts& counts() const { return counts_; }
  std::uint64_t bytes_written() { return resp_.out().size(); }

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
  bool is_expired(const Entry& entry) const;
  Interests leave_out(const Entry& entry);
  void leave_out_empty();
  void begin_key();
  void finish_key();
  void select(std::uint32_t db);

  bool send_short_set(const Payload& value);
  void send_set(const Payload& value);
  void send_payload(const Payload& value);
  void send_expiry();

  void append_pair(Bytes field, const Payload& value);
  void begin_chunk(std::size_t pairs);
  void send_chunk();
  void send_large_pair(const HashField& field);

  OutputBuffer& start(std::uint8_t type_byte) override;
  void send_built_value();
  char* put_restore_head(char* p, std::uint64_t body_bytes) const;
  char* put_restore_tail(char* p, std::uint8_t type_byte, std::uint64_t crc) const;
  void begin_restore(std::uint64_t body_bytes);
  void end_restore(std::uint8_t type_byte, std::uint64_t crc);
  void send_restore(std::uint8_t type_byte, Bytes body);
  void send_restore(std::uint8_t type_byte, ByteStream& body, std::uint64_t size);
  Spool& spool();
  [[noreturn]] void cannot_build() const;

  RespWriterOptions options_;
  RespOutput resp_;
  StringEncoder strings_;
  HashEncoder hashes_;
  TargetFormat target_;
  Family family_ = Family::redis;  // the input's
  Counts counts_;
  std::optional<std::uint32_t> db_;
  const Entry* entry_ = nullptr;
  OutputBuffer::Mark mark_;
  std::uint64_t commands_before_ = 0;  // the key being sent
  bool in_key_ = false;                // some of it may have been sent
  OwnedBytes chunk_;                   // room for the pairs of the next HSET
  std::size_t chunk_used_ = 0;
  std::size_t chunk_pairs_ = 0;
  std::uint64_t chunks_ = 0;  // sent for this key
  std::unique_ptr<SpooledOutput> built_;
  std::uint8_t built_type_ = 0;
  std::unique_ptr<Spool> spool_;
};

}  // namespace rdb
