// The dispatch table of values: a type byte is a row, what can be read of it are functions.
//
// To add a type: its row in format/type_table.cc gives skip and raw; a line in value_table.cc
// gives elements and layout.
#pragma once
#include <cstdint>
#include <limits>
#include <span>

#include "librdb/base/types.h"
#include "librdb/format/type_table.h"
#include "librdb/parse/shape_program.h"
#include "librdb/parse/value_context.h"

namespace rdb {

struct ValueType {
  static constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();
  const TypeInfo* info = nullptr;
  std::uint32_t first_version = kNever;  ///< of a file that may hold it; kNever: it is not known
  bool steppable = false;                ///< it has a shape
  ShapeProgram program;
  ValueFunction elements = nullptr;
  ValueFunction layout = nullptr;
};

/// One row for each of the 256 bytes that may open a record.
std::span<const ValueType, 256> value_types(Family family);

/// True if the elements of a value of this type can be told.
bool can_decode(Family family, std::uint8_t type_byte);

}  // namespace rdb
