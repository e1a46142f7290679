// What an output is called until it is complete. Not for other floors.
#pragma once
#include <string>

#include "librdb/base/bytes.h"

namespace rdb {

inline constexpr std::size_t kLongestName = 255;  // NAME_MAX

/// `.NAME.<16 random hex digits>.tmp`, NAME shortened where the whole would be too long. Throws
/// `IoError`.
std::string temporary_name(const std::string& name);

/// Whether `found` could be a temporary name of `name`.
bool is_temporary_name(Bytes found, Bytes name);

}  // namespace rdb
