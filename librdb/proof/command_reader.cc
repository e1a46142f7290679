#include "librdb/proof/command_reader.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/base/limits.h"

namespace rdb {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
constexpr std::uint64_t kMostParts = std::uint64_t{1} << 20;  // a server's own limit
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 40;  // far above any value

template <typename Number>
bool parse_all(Bytes text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Bytes CommandPart::name() const {
  if (spool != nullptr) throw LimitExceeded("a name of over a mebibyte in a command");
  return bytes;
}

void Command::refuse() const {
  throw Unsupported("command " + escaped(name()) + " at byte " + std::to_string(offset) +
                    " of the stream is not one that can be verified");
}

std::int64_t Command::integer(std::size_t part) const {
  require(part < parts.size());
  const auto value = canonical_integer(parts[part].name());
  require(value.has_value());
  return *value;
}

std::uint64_t Command::count(std::size_t part) const {
  require(part < parts.size());
  const Bytes text = parts[part].name();
  std::uint64_t value = 0;
  require(parse_all(text, value) && std::to_string(value) == text);
  return value;
}

double Command::score(std::size_t part) const {
  require(part < parts.size());
  double value = 0;
  require(parse_all(parts[part].name(), value));
  return value;
}

StreamId Command::id(std::size_t part) const {
  require(part < parts.size());
  const Bytes text = parts[part].name();
  const std::size_t dash = text.find('-');
  require(dash != Bytes::npos);
  StreamId id;
  require(parse_all(text.substr(0, dash), id.ms) && parse_all(text.substr(dash + 1), id.seq));
  return id;
}

CommandReader::CommandReader(Source& source, SpoolFactory& spools)
    : source_(source), spools_(spools), buffer_(kBufferBytes) {}

void CommandReader::fail(const char* expected) const {
  CorruptInput error(std::string("expected ") + expected + " of a command");
  Place place;
  place.file = source_.name();
  place.offset = offset();
  error.at(place);
  throw error;
}

bool CommandReader::fill() {
  if (at_ < size_) return true;
  begin_ += size_;
  at_ = 0;
  size_ = source_.read(buffer_.data(), buffer_.size());
  return size_ != 0;
}

char CommandReader::byte() {
  if (!fill()) {
    TruncatedInput error("the stream ends within a command");
    Place place;
    place.file = source_.name();
    place.offset = offset();
    error.at(place);
    throw error;
  }
  return buffer_[at_++];
}

void CommandReader::end_of_line() {
  if (byte() != '\r' || byte() != '\n') fail("the end of a line");
}

std::uint64_t CommandReader::number(char mark) {
  if (byte() != mark) fail(mark == '*' ? "the beginning" : "a part");
  std::uint64_t value = 0;
  char digit = byte();
  if (digit < '0' || digit > '9') fail("a number");
  for (; digit >= '0' && digit <= '9'; digit = byte()) {
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    if (value > kMostBytes) fail("a smaller number");
  }
  if (digit != '\r' || byte() != '\n') fail("the end of a line");
  return value;
}

void CommandReader::bulk(CommandPart& part) {
  part.bytes.clear();
  part.spool.reset();
  for (std::uint64_t left = number('$'); left != 0;) {
    byte();
    --at_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, size_ - at_));
    const Bytes piece(buffer_.data() + at_, size);
    if (part.spool == nullptr && part.bytes.size() + size > kSpoolMemory) {
      part.spool = spools_.make();
      part.spool->append(part.bytes);
      part.bytes.clear();
    }
    if (part.spool != nullptr) {
      part.spool->append(piece);
    } else {
      part.bytes += piece;
    }
    at_ += size;
    left -= size;
  }
  end_of_line();
}

bool CommandReader::next(Command& command) {
  if (!fill()) return false;
  command.offset = offset();
  const std::uint64_t parts = number('*');
  if (parts == 0 || parts > kMostParts) fail("a number of parts");
  std::size_t count = 0;
  for (; count < parts; ++count) {
    if (count == command.parts.size()) command.parts.emplace_back();
    bulk(command.parts[count]);
  }
  command.parts.resize(count);
  return true;
}

}  // namespace rdb
