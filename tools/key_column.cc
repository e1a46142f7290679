#include "tools/key_column.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "librdb/base/errors.h"
#include "librdb/key/slot.h"
#include "tools/suggest.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

using C = KeyColumn;

enum class Kind : std::uint8_t { text, figure };

constexpr rdb::KeyRowParts kHead{.cost = false, .largest = false};  // stands before the value
constexpr rdb::KeyRowParts kCost{.cost = true, .largest = false};
constexpr rdb::KeyRowParts kLargest{.cost = false, .largest = true};

struct Row {
  KeyColumn column;
  const char* name;
  Kind kind;
  rdb::KeyRowParts parts;
};

// In the order of the enumeration.
constexpr std::array kColumns = {
    Row{C::database, "database", Kind::figure, kHead},
    Row{C::type, "type", Kind::text, kHead},
    Row{C::key, "key", Kind::text, kHead},
    Row{C::size_in_bytes, "size_in_bytes", Kind::figure, kCost},
    Row{C::encoding, "encoding", Kind::text, kHead},
    Row{C::num_elements, "num_elements", Kind::figure, kCost},
    Row{C::len_largest_element, "len_largest_element", Kind::figure, kLargest},
    Row{C::expiry, "expiry", Kind::figure, kHead},
    Row{C::memory_usage, "memory_usage", Kind::figure, kCost},
    Row{C::allocated, "allocated", Kind::figure, kCost},
    Row{C::exact, "exact", Kind::text, kCost},
    Row{C::serialized, "serialized", Kind::figure, kHead},
    Row{C::ttl, "ttl", Kind::figure, kHead},
    Row{C::idle, "idle", Kind::figure, kHead},
    Row{C::freq, "freq", Kind::figure, kHead},
    Row{C::slot, "slot", Kind::figure, kHead},
    Row{C::file_offset, "file_offset", Kind::figure, kHead},
    Row{C::key_b64, "key_b64", Kind::text, kHead},
    Row{C::loaded_encoding, "loaded_encoding", Kind::text, kCost},
    Row{C::standard_deviation, "standard_deviation", Kind::figure, kCost},
    Row{C::size, "size", Kind::figure, kCost},
    Row{C::size_readable, "size_readable", Kind::text, kCost},
    Row{C::element_count, "element_count", Kind::figure, kCost},
    Row{C::expiration, "expiration", Kind::figure, kHead},
    Row{C::hdt_encoding, "encoding", Kind::text, kHead},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (kColumns[i].column != static_cast<KeyColumn>(i)) return false;
  }
  return true;
}
static_assert(is_in_order());

const Row& row_of(KeyColumn column) { return kColumns[static_cast<std::size_t>(column)]; }

// Of the elements that older tools count: neither a string nor a module has any.
std::uint64_t element_count(const rdb::KeyRow& row) {
  const bool has_none =
      row.type == rdb::ObjectType::string || row.cost.elements == rdb::kUnknownCount;
  return has_none ? 0 : row.cost.elements;
}

std::optional<std::uint64_t> expiry_of(const rdb::KeyRow& row) {
  if (!row.attributes.has_expiry()) return {};
  return static_cast<std::uint64_t>(row.attributes.expire_ms) ^ std::uint64_t{1} << 63;
}

std::optional<std::uint64_t> deviation_of(const rdb::KeyCost& cost) {
  if (cost.exactness == rdb::Exactness::unknown) return {};
  return static_cast<std::uint64_t>(std::llround(cost.standard_deviation));
}

std::optional<std::uint64_t> if_known(bool is_known, std::uint64_t value) {
  return is_known ? std::optional(value) : std::nullopt;
}

}  // namespace

std::vector<KeyColumn> columns_of(KeyStyle style) {
  if (style == KeyStyle::hdt) {
    return {C::database,      C::key,           C::type,         C::size,
            C::size_readable, C::element_count, C::hdt_encoding, C::expiration};
  }
  return {C::database,
          C::type,
          C::key,
          C::size_in_bytes,
          C::encoding,
          C::num_elements,
          C::len_largest_element,
          C::expiry,
          C::memory_usage,
          C::allocated,
          C::exact,
          C::serialized,
          C::ttl,
          C::idle,
          C::freq,
          C::slot,
          C::file_offset};
}

const char* name_of(KeyColumn column) { return row_of(column).name; }

std::vector<KeyColumn> key_columns() {
  std::vector<KeyColumn> columns;
  for (const Row& row : kColumns) {
    if (row.column != C::hdt_encoding) columns.push_back(row.column);
  }
  return columns;
}

std::vector<std::string> key_column_names() {
  std::vector<std::string> names;
  for (const KeyColumn column : key_columns()) names.emplace_back(name_of(column));
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::optional<KeyColumn> find_key_column(const std::string& name) {
  for (const KeyColumn column : key_columns()) {
    if (name == name_of(column)) return column;
  }
  return {};
}

KeyColumn parse_key_column(const std::string& name, const std::vector<std::string>& known) {
  if (const std::optional<KeyColumn> column = find_key_column(name)) return *column;
  const std::string best = nearest(name, known);
  throw UsageError("\"" + rdb::escaped(name) + "\" is no column",
                   best.empty() ? "they are: " + listed(known) : "did you mean \"" + best + "\"?");
}

std::vector<KeyColumn> parse_key_columns(const std::string& names) {
  std::vector<KeyColumn> columns;
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const KeyColumn column = parse_key_column(names.substr(begin, end - begin), key_column_names());
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      throw UsageError(std::string("\"") + name_of(column) + "\" comes twice");
    }
    columns.push_back(column);
    begin = end + 1;
  }
  return columns;
}

rdb::KeyRowParts parts_of(KeyColumn column) { return row_of(column).parts; }

rdb::KeyRowParts parts_of(const std::vector<KeyColumn>& columns) {
  rdb::KeyRowParts parts = kHead;
  for (const KeyColumn column : columns) parts = parts | parts_of(column);
  return parts;
}

bool is_figure(KeyColumn column) { return row_of(column).kind == Kind::figure; }

std::optional<std::uint64_t> figure_of(KeyColumn column, const rdb::KeyRow& row) {
  const rdb::Attributes& attributes = row.attributes;
  switch (column) {
    case C::database:
      return row.db;
    case C::size_in_bytes:
    case C::memory_usage:
    case C::size:
      return row.cost.memory.memory_usage;
    case C::num_elements:
      return if_known(row.cost.elements != rdb::kUnknownCount, row.cost.elements);
    case C::len_largest_element:
      return row.largest;
    case C::expiry:
    case C::ttl:
    case C::expiration:
      return expiry_of(row);
    case C::allocated:
      return row.cost.memory.allocated;
    case C::serialized:
      return row.value_bytes;
    case C::idle:
      return if_known(attributes.has_idle(), attributes.idle_seconds);
    case C::freq:
      return if_known(attributes.has_frequency(), static_cast<std::uint64_t>(attributes.frequency));
    case C::slot:
      return rdb::hash_slot(row.key);
    case C::file_offset:
      return row.offset;
    case C::standard_deviation:
      return deviation_of(row.cost);
    case C::element_count:
      return element_count(row);
    case C::type:
    case C::key:
    case C::encoding:
    case C::exact:
    case C::key_b64:
    case C::loaded_encoding:
    case C::size_readable:
    case C::hdt_encoding:
      return {};
  }
  return {};
}

}  // namespace rdbmill
