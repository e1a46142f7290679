// A stream (the type) as the commands of RespWriter build it, told to a StreamDigest.
//
//   CommandStream stream(task, digest);
//   stream.begin(); stream.take(command); …       // XADD, XSETID, XTRIM, XGROUP, XCLAIM
//   stream.end();
//
// Groups come first: of what is pending a group, an entry is added to be claimed, and trimmed. Then
// come the entries, and what commands cannot make by adding. Every other order of commands, which a
// server would make another stream of, is `Unsupported`. Holds two names.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/proof/command_reader.h"
#include "librdb/proof/stream_digest.h"
#include "librdb/proof/verify_task.h"

namespace rdb {

class CommandStream {
 public:
  /// Both must outlive it. The task learns in what form streams are sent.
  CommandStream(VerifyTask& task, StreamDigest& digest) : task_(task), digest_(digest) {}

  void begin();
  void take(const Command& command);
  void end() const;

 private:
  enum class Phase : std::uint8_t { groups, entries, closed };

  void take_group(const Command& command);
  void take_entry(const Command& command);
  void take_claim(const Command& command);
  void take_id(const Command& command);
  void tell_held(const Command& next);
  bool is_between_groups() const;

  VerifyTask& task_;
  StreamDigest& digest_;
  Phase phase_ = Phase::groups;
  OwnedBytes group_;
  OwnedBytes consumer_;
  bool has_consumer_ = false;
  std::optional<StreamId> held_;  // an entry that may be there to be claimed
  bool has_claims_ = false;       // since the last XTRIM
  bool is_trimmed_ = false;       // and the ids are not set back yet
  bool is_empty_ = false;
};

}  // namespace rdb
