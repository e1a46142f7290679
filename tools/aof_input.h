// Append-only files that begin with a dump: what is the dump, and what stands behind it.
//
// Since Redis 7.0 a folder with a manifest: a base (the dump) and increments (commands). Before,
// one file: the dump, then commands. Either way the dump is the state of the last rewrite, not of
// now.
#pragma once
#include <cstdint>
#include <string>

namespace rdbmill {

struct AofInput {
  std::string path;                   ///< of the dump to read
  std::uint64_t increment_bytes = 0;  ///< of commands in other files that belong to it
};

/// The base of a folder with a manifest, or of the manifest a base file stands beside; anything
/// else is a dump by itself. Throws `rdb::IoError` for a folder without one, `rdb::CorruptInput`
/// for a manifest without a base that is a dump.
AofInput find_aof_base(const std::string& path);

}  // namespace rdbmill
