// What a verification found, for people and for programs.
#pragma once
#include <string>

#include "librdb/proof/verify.h"

namespace rdbmill {

/// A line a difference: `db 0 key "a:m" field "1": field-value: expected 5, found 4`.
std::string differences_text(const rdb::Verification& found);

/// What was compared: aligned lines.
std::string verification_text(const rdb::Verification& found);

/// Schema "rdbmill.verify/1"; sums as integers of any size.
std::string verification_json(const rdb::Verification& found);

}  // namespace rdbmill
