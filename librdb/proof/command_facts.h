// A stream of commands as the keys that a server would have of it, told to a FactCollector.
//
//   CommandFacts(collector).read(source, spools);
//
// Commands as RespWriter writes them: those of a key follow each other. Throws `Unsupported` for
// others, RESTORE among them: what it carries is for the server to unpack.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/event/entry.h"
#include "librdb/proof/command_reader.h"
#include "librdb/proof/fact_collector.h"

namespace rdb {

class CommandFacts {
 public:
  explicit CommandFacts(FactCollector& collector) : collector_(collector) {}

  void read(Source& source, SpoolFactory& spools);

 private:
  struct Field {
    CommandPart name;
    CommandPart value;
    std::int64_t expire_ms = kNoExpiry;
  };

  void take(Command& command);
  void take_set(Command& command);
  void take_elements(Command& command, ObjectType type, std::size_t step);
  void take_fields(Command& command);
  void take_field_expiries(const Command& command);
  void take_stream(const Command& command);
  void take_expiry(const Command& command);
  void take_function(const Command& command);
  void take_deletion(const Command& command);
  void begin(const Command& command, Bytes key, ObjectType type);
  void say_fields();
  void end();

  FactCollector& collector_;
  std::uint32_t db_ = 0;
  OwnedBytes key_;
  Entry entry_;  // its expiry comes last, and is looked at when the value ends
  bool open_ = false;
  OwnedBytes deleted_;  // to be made anew by the next command
  bool has_deleted_ = false;
  CommandPart value_;          // of a string
  std::vector<Field> fields_;  // of the last HSET
  std::size_t used_fields_ = 0;
};

}  // namespace rdb
