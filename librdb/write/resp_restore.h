// RESTORE commands: a value as it is stored, or built anew.
//
//   restore.send_stored(entry, family, body);                      // RawValue
//   restore.begin(entry, family, count); restore.values().add(…); restore.end();
//
// Holds a spool for values whose size is not known beforehand, as those built anew are.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/write/resp_commands.h"
#include "librdb/write/spooled_output.h"
#include "librdb/write/value_encoder.h"

namespace rdb {

class RestoreCommands final : private ValueStart {
 public:
  /// All borrowed. `replaces`: with REPLACE, so that what is there under the name goes.
  RestoreCommands(CommandOutput& out, EncodingLimits limits, SpoolFactory* spools, bool replaces);

  void set_target(const TargetFormat& target);
  ValueEncoder& values() { return values_; }
  /// `family` here and below is that of the input, which says what the entry's type byte means.
  void send_stored(const Entry& entry, Family family, const Payload& body);
  void send_string(const Entry& entry, const Payload& value);
  void begin(const Entry& entry, Family family, std::uint64_t count);
  /// False if the value is empty: then nothing was sent.
  bool end();

 private:
  OutputBuffer& start(std::uint8_t type_byte) override;
  void send_built_value();
  char* put_head(char* p, std::uint64_t body_bytes) const;
  char* put_tail(char* p, std::uint8_t type_byte, std::uint64_t crc) const;
  void begin_command(std::uint64_t body_bytes);
  void end_command(std::uint8_t type_byte, std::uint64_t crc);
  void send(std::uint8_t type_byte, Bytes body);
  void send(std::uint8_t type_byte, ByteStream& body, std::uint64_t size);

  CommandOutput& out_;
  SpoolFactory* spools_;
  bool replaces_;
  StringEncoder strings_;
  ValueEncoder values_;
  const Entry* entry_ = nullptr;
  Family family_ = Family::redis;        // whose type byte is being sent
  Family built_family_ = Family::redis;  // whose type bytes values are built with
  std::unique_ptr<SpooledOutput> built_;
  std::uint8_t built_type_ = 0;
};

}  // namespace rdb
