// What the user asked for cannot be understood or makes no sense: exit status 2.
#pragma once
#include <stdexcept>
#include <string>

namespace rdbmill {

class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& message, std::string hint = {})
      : std::runtime_error(message), hint_(std::move(hint)) {}
  /// What to do instead; may be empty.
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// The reader of a report or listing went away: nobody is left to be told, so it ends quietly.
struct ReaderWentAway {};

}  // namespace rdbmill
