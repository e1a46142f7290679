// Commands, one after the other, counted.
//
//   CommandOutput commands(sink, &spools);
//   commands.begin("SET", 2);                 // the verb and how many arguments follow
//   commands.bulk(key);
//   commands.payload(value);
//
// Holds an output buffer (256 KiB), and a spool once a value of unknown length came.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/event/entry.h"
#include "librdb/event/payload.h"
#include "librdb/write/resp_output.h"
#include "librdb/write/spooled_output.h"

namespace rdb {

/// Servers take 0 as "none" and refuse what is negative; both are long past.
inline std::int64_t sendable_expiry(std::int64_t expire_ms) {
  return expire_ms < 1 ? 1 : expire_ms;
}

class CommandOutput {
 public:
  /// `spools` may be null: a stream of unknown size then is a std::logic_error. Borrowed.
  CommandOutput(ByteSink& out, SpoolFactory* spools) : resp_(out), spools_(spools) {}

  void begin(Bytes verb, std::uint64_t arguments) {
    resp_.array(1 + arguments);
    resp_.bulk(verb);
    ++commands_;
  }
  void bulk(Bytes bytes) { resp_.bulk(bytes); }
  void bulk(std::int64_t value) { resp_.bulk(value); }
  /// "ms-seq"
  void id(StreamId id);
  void payload(const Payload& value);
  /// PEXPIREAT, if the key expires.
  void expiry(const Entry& entry);

  RespOutput& resp() { return resp_; }
  OutputBuffer& out() { return resp_.out(); }
  std::uint64_t commands() const { return commands_; }
  void count_command() { ++commands_; }
  /// For a key that is rolled back.
  void set_commands(std::uint64_t commands) { commands_ = commands; }
  /// An empty spool, until the next call.
  Spool& spool();

 private:
  RespOutput resp_;
  SpoolFactory* spools_;
  std::unique_ptr<Spool> spool_;
  std::uint64_t commands_ = 0;
};

/// Commands that are kept until others have been sent.
class SpooledCommands {
 public:
  explicit SpooledCommands(SpoolFactory& spools)
      : sink_(spools.make()), commands_(sink_, &spools) {}
  CommandOutput& commands() { return commands_; }
  /// Sends them, and is empty again.
  void send_to(CommandOutput& out);
  void clear();

 private:
  SpoolSink sink_;
  CommandOutput commands_;
};

}  // namespace rdb
