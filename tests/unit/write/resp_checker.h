// Reads a stream of commands back, strictly: arrays of bulk strings and nothing else.
#pragma once
#include <charconv>
#include <stdexcept>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb::testing {

using Command = std::vector<OwnedBytes>;

class RespChecker {
 public:
  explicit RespChecker(Bytes stream) : rest_(stream) {}

  std::vector<Command> commands() {
    std::vector<Command> all;
    while (!rest_.empty()) {
      Command command(length('*'));
      if (command.empty()) throw std::runtime_error("an empty command");
      for (OwnedBytes& part : command) part = bulk();
      all.push_back(command);
    }
    return all;
  }

 private:
  std::size_t length(char mark) {
    if (rest_.empty() || rest_.front() != mark) throw std::runtime_error("expected a mark");
    const std::size_t end = rest_.find("\r\n");
    std::size_t value = 0;
    const char* const last = rest_.data() + end;
    if (end == Bytes::npos || end < 2 || (rest_[1] == '0' && end != 2) ||
        std::from_chars(rest_.data() + 1, last, value).ptr != last) {
      throw std::runtime_error("expected a length");
    }
    rest_.remove_prefix(end + 2);
    return value;
  }
  OwnedBytes bulk() {
    const std::size_t size = length('$');
    if (rest_.size() < size + 2 || rest_.substr(size, 2) != "\r\n") {
      throw std::runtime_error("a bulk that does not end");
    }
    const OwnedBytes text(rest_.substr(0, size));
    rest_.remove_prefix(size + 2);
    return text;
  }

  Bytes rest_;
};

}  // namespace rdb::testing
