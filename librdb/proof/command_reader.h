// Reads a stream of commands (RESP arrays of bulk strings), as RespWriter writes it.
//
//   CommandReader reader(source, spools);
//   Command command;
//   while (reader.next(command)) use(command.name(), command.parts);
//
// Parts of more than `kSpoolMemory` go to a spool, so a value may be larger than memory. Nothing is
// allocated by a claimed size. Throws `CorruptInput`, `TruncatedInput` with the offset, `IoError`.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/payload.h"
#include "librdb/io/source.h"

namespace rdb {

/// A bulk string.
struct CommandPart {
  OwnedBytes bytes;
  std::unique_ptr<Spool> spool;  ///< holds it instead, if it is large
  /// The bytes of a name. Throws `LimitExceeded` if it is large.
  Bytes name() const;
  /// Calls `use(const Payload&)`.
  template <typename Use>
  void as_payload(Use use) const {
    if (spool == nullptr) return use(Payload::view(bytes));
    use(Payload::stream(spool->replay(), spool->size()));
  }
};

struct Command {
  std::vector<CommandPart> parts;  ///< at least one
  std::uint64_t offset = 0;
  Bytes name() const { return parts.front().name(); }

  // What a part should be. All throw `Unsupported` with the offset if it is something else.
  bool is(std::size_t part, Bytes text) const { return parts[part].name() == text; }
  std::int64_t integer(std::size_t part) const;
  std::uint64_t count(std::size_t part) const;
  double score(std::size_t part) const;
  StreamId id(std::size_t part) const;
  void require(bool good) const {
    if (!good) refuse();
  }
  [[noreturn]] void refuse() const;
};

class CommandReader {
 public:
  /// Both must outlive the reader.
  CommandReader(Source& source, SpoolFactory& spools);

  /// False at the end.
  bool next(Command& command);
  std::uint64_t offset() const { return begin_ + at_; }

 private:
  bool fill();
  char byte();
  std::uint64_t number(char mark);
  void bulk(CommandPart& part);
  void end_of_line();
  [[noreturn]] void fail(const char* expected) const;

  Source& source_;
  SpoolFactory& spools_;
  std::vector<char> buffer_;
  std::uint64_t begin_ = 0;  // of the buffer in the stream
  std::size_t at_ = 0;
  std::size_t size_ = 0;
};

}  // namespace rdb
