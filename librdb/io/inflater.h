// Inflates gzip members, in pieces of any size. Two implementations behind one interface, so that
// each can be tested against the other. Not for other floors.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "librdb/base/bytes.h"

namespace rdb {

class Inflater {
 public:
  struct Step {
    enum class Status : std::uint8_t { more, member_ends, damaged };
    std::size_t consumed = 0;
    std::size_t produced = 0;
    Status status = Status::more;
    const char* damage = nullptr;  ///< what is wrong, for people; static storage
  };

  virtual ~Inflater() = default;
  /// Makes ready for the header of a member.
  virtual void start_member() = 0;
  /// Takes bytes in and gives bytes out, as many as fit. A step that does neither wants more input.
  /// `member_ends`: header, data and trailer were read, checksum and length are right.
  virtual Step inflate(Bytes in, char* out, std::size_t size) = 0;
};

struct InflaterChoice {
  const char* name;
  std::unique_ptr<Inflater> (*make)();
};

/// What this build has, fastest first; never empty.
std::span<const InflaterChoice> inflaters();

}  // namespace rdb
