// The columns that a table of keys may have: their names, what they say of a key, and what has to
// be read for it.
//
//   const std::vector<KeyColumn> columns = parse_key_columns("key,memory_usage");
//   KeyRows(choice, parts_of(columns));
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/report/key_rows.h"

namespace rdbmill {

/// In the order in which help and documents list them.
enum class KeyColumn : std::uint8_t {
  database,
  type,
  key,
  size_in_bytes,
  encoding,
  num_elements,
  len_largest_element,
  expiry,
  memory_usage,
  allocated,
  exact,
  serialized,
  ttl,
  idle,
  freq,
  slot,
  file_offset,
  key_b64,
  loaded_encoding,
  standard_deviation,
  // As HDT3213/rdb has them.
  size,
  size_readable,
  element_count,
  expiration,
  hdt_encoding,  ///< headed "encoding", too, so it cannot be asked for by name
};

/// Whose columns to write by default.
enum class KeyStyle : std::uint8_t {
  rdbtools,  ///< those of redis-rdb-tools, ours behind them
  hdt,       ///< those of HDT3213/rdb
};
std::vector<KeyColumn> columns_of(KeyStyle style);

/// As it stands in the first line. Static storage.
const char* name_of(KeyColumn column);
/// All that may be asked for by name.
std::vector<KeyColumn> key_columns();
/// The one of that name.
std::optional<KeyColumn> find_key_column(const std::string& name);
/// The same. Throws `UsageError` that says which of `known` is nearest, or all of them.
KeyColumn parse_key_column(const std::string& name, const std::vector<std::string>& known);
/// Names separated by commas. Throws `UsageError` if one is unknown or comes twice, or none is
/// there.
std::vector<KeyColumn> parse_key_columns(const std::string& names);
/// The names of all columns.
std::vector<std::string> key_column_names();
/// Separated by ", ".
std::string listed(const std::vector<std::string>& names);

/// What a row must say for it.
rdb::KeyRowParts parts_of(KeyColumn column);
rdb::KeyRowParts parts_of(const std::vector<KeyColumn>& columns);

/// Whether it is a count, a number of bytes, a time: something to sort by.
bool is_figure(KeyColumn column);
/// What the column says of the row as a number, if it says anything. Of times it is that of the
/// expiry, as milliseconds since 1970 with the sign bit turned over, which order as they do.
std::optional<std::uint64_t> figure_of(KeyColumn column, const rdb::KeyRow& row);

}  // namespace rdbmill
