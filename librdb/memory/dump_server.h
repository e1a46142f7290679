// Which server a dump comes from, as it says itself in its first records.
//
//   rdb::DumpServer server;
//   void on(const Header& event) override { server.on(event); }      // and on(const Aux&)
//   const auto nearest = rdb::find_nearest_server_profile(server.family(), server.release());
#pragma once
#include <cstdint>
#include <string>

#include "librdb/event/events.h"

namespace rdb {

/// A plain value. What was not said is guessed from the version of the format.
class DumpServer {
 public:
  void on(const Header& event);
  /// Of the fields that name the server the last one counts.
  void on(const Aux& event);

  Family family() const { return family_; }
  std::uint16_t release() const { return release_; }  ///< 700 = 7.0
  /// Whether the dump names it.
  bool is_named() const { return is_named_; }

 private:
  Family family_ = Family::redis;
  std::uint16_t release_ = 700;
  bool is_named_ = false;
};

/// A family and a release.
struct ServerName {
  Family family = Family::redis;
  std::uint16_t release = 0;
};
/// "redis:7.0", "valkey:9.1.2" (what is behind the second number does not count). Throws
/// `InvalidArgument`.
ServerName parse_server_name(Bytes text);

}  // namespace rdb
