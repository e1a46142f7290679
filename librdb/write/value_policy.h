// How a writer takes a value: as it is stored, taken apart and built anew, or not at all.
//
// One row per logical type (value_policy.cc): a type that writers learn to build changes its row.
#pragma once
#include "librdb/event/entry.h"
#include "librdb/event/interest.h"
#include "librdb/write/target.h"

namespace rdb {

/// Whether values of this key can be built from their elements, for an RDB or for commands.
/// `family` is the input's.
bool can_encode(Family family, const Entry& entry);

/// `raw` if the target loads the value as it is stored, `elements` if it does not and the value can
/// be built anew, else `kSkip`.
Interests stored_or_encoded(const TargetFormat& target, Family family, const Entry& entry);

/// Why `stored_or_encoded` gave `kSkip`: names type, target and that conversion comes later.
std::string cannot_convert(const TargetFormat& target, Family family, const Entry& entry);

}  // namespace rdb
