// What can go wrong, one type per cause. The library throws these and never prints or exits.
//
// A leaf that finds damage knows only what was expected; the reader's one catch per record knows
// where. So `CorruptInput` and `Unsupported` are thrown with a reason, and `Place` is filled in on
// the way up (`at()`): file, byte offset, database and key. `what()` is the whole line.
//
//   throw CorruptInput("expected 214 more bytes");
//   // becomes: dump.rdb: truncated at byte 1048577 (key "user:17", hash_listpack): expected 214
//   ...
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>

#include "librdb/base/bytes.h"

namespace rdb {

/// Where in the input an error was found. Everything is optional; offsets count uncompressed bytes.
struct Place {
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};
  OwnedBytes file;                  ///< as the user named it; empty if unknown
  std::uint64_t offset = kUnknown;  ///< of the first byte that is wrong or missing
  std::uint64_t record = kUnknown;  ///< of the record it stands in
  std::uint64_t db = kUnknown;      ///< database, once one was selected
  bool has_key = false;             ///< whether `key` is known (an empty key is a key)
  OwnedBytes key;                   ///< whole key, unescaped
  OwnedBytes what;                  ///< type or opcode, e.g. "hash_listpack"
};

/// Base of every error the library throws on account of the world (not of its own bugs).
class Error : public std::exception {
 public:
  explicit Error(std::string reason) : reason_(std::move(reason)), line_(reason_) {}
  const char* what() const noexcept override { return line_.c_str(); }
  /// The reason alone, without the place.
  const std::string& reason() const { return reason_; }
  const Place& place() const { return place_; }
  /// Fills in what is still unknown of the place and rebuilds `what()`. Values set earlier win.
  void at(const Place& place);

 protected:
  /// The word between file and offset, e.g. "corrupt" in `dump.rdb: corrupt at byte 7: …`.
  virtual const char* kind() const { return "error"; }

 private:
  std::string reason_;
  Place place_;
  std::string line_;
};

/// The input is damaged: exit status 3.
class CorruptInput : public Error {
 public:
  using Error::Error;

 protected:
  const char* kind() const override { return "corrupt"; }
};

/// The input ends too early: a kind of damage, exit status 3.
class TruncatedInput : public CorruptInput {
 public:
  using CorruptInput::CorruptInput;

 protected:
  const char* kind() const override { return "truncated"; }
};

/// Valid perhaps, but newer or foreign, or not yet handled: names type byte and version. Status 4.
class Unsupported : public Error {
 public:
  using Error::Error;

 protected:
  const char* kind() const override { return "unsupported"; }
};

/// A limit of ours would be passed: the reason names the option that raises it. Status 5.
class LimitExceeded : public Error {
 public:
  using Error::Error;

 protected:
  const char* kind() const override { return "limit reached"; }
};

/// A system call failed: status 5.
class IoError : public Error {
 public:
  /// `action` says what was tried ("write /tmp/x"), `error_number` is errno.
  IoError(const std::string& action, int error_number);
  int error_number() const { return error_number_; }

 protected:
  const char* kind() const override { return "I/O error"; }

 private:
  int error_number_;
};

/// Carrying on would lose or invent data (a conflict of rules, keys of other shards): status 6.
class Refused : public Error {
 public:
  using Error::Error;

 protected:
  const char* kind() const override { return "refused"; }
};

/// An argument (a pattern, a target name) cannot be used; `position` is the byte in it: status 2.
class InvalidArgument : public Error {
 public:
  static constexpr std::size_t kNoPosition = ~std::size_t{0};
  explicit InvalidArgument(std::string reason, std::size_t position = kNoPosition)
      : Error(std::move(reason)), position_(position) {}
  std::size_t position() const { return position_; }

 protected:
  const char* kind() const override { return "invalid argument"; }

 private:
  std::size_t position_;
};

/// Bytes as they may be shown to people: quotes, backslashes, control bytes, DEL, C1, bidirectional
/// overrides and invalid UTF-8 as escapes (`\n`, `\x00`), everything else as it is. At most
/// `at_most` bytes of the input are shown, then an ellipsis.
std::string escaped(Bytes bytes, std::size_t at_most = 128);

}  // namespace rdb
