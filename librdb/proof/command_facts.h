// A stream of commands as the keys that a server would have of it, told to a FactCollector.
//
//   CommandFacts(task, collector, spools, decoders).read(source);
//
// Commands as RespWriter writes them: those of a key follow each other. Throws `Unsupported` for
// others, `CorruptInput` for what a server would refuse of a RESTORE.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "librdb/event/entry.h"
#include "librdb/proof/command_reader.h"
#include "librdb/proof/command_stream.h"
#include "librdb/proof/fact_collector.h"

namespace rdb {

class CommandFacts {
 public:
  /// All must outlive it; the task is the collector's.
  CommandFacts(VerifyTask& task, FactCollector& collector, SpoolFactory& spools,
               const ValueDecoderFactory& decoders)
      : task_(task),
        collector_(collector),
        spools_(spools),
        decoders_(decoders),
        stream_(task, collector.stream()) {}

  void read(Source& source);

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
  void take_restore(const Command& command);
  ValueDecoder& decoder_for(Family family);
  void take_expiry(const Command& command);
  void take_function(const Command& command);
  void take_deletion(const Command& command);
  bool begin(const Command& command, Bytes key, ObjectType type);
  void say_fields();
  void end();

  VerifyTask& task_;
  FactCollector& collector_;
  SpoolFactory& spools_;
  const ValueDecoderFactory& decoders_;
  std::unique_ptr<ValueDecoder> decoder_[2];  // by family, made when first needed
  CommandStream stream_;
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
