#include "tools/key_table.h"

#include <cstdio>
#include <string>

#include "librdb/base/json_string.h"
#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

using C = KeyColumn;

rdb::KeyRowParts wanted_parts(const KeyTableOptions& options) {
  rdb::KeyRowParts parts = parts_of(options.columns);
  if (options.sort) parts = parts | parts_of(options.sort->column);
  return parts;
}

// Until it expires, or negative since it did; an expiry may be any number.
std::int64_t left_until(std::int64_t expire_ms, std::int64_t now_ms) {
  std::int64_t left = 0;
  if (!__builtin_sub_overflow(expire_ms, now_ms, &left)) return left;
  return now_ms < 0 ? std::numeric_limits<std::int64_t>::max()
                    : std::numeric_limits<std::int64_t>::min();
}

// As Go's time.RFC3339 has it: whole seconds.
std::string rfc3339(std::int64_t milliseconds) {
  std::string text = rdb::iso_text(milliseconds);
  const std::size_t dot = text.find('.');
  return dot == std::string::npos ? text : text.substr(0, dot) + "Z";
}

// As HDT3213/rdb writes sizes: one decimal unless it is 0, units of 1024.
std::string short_size(std::uint64_t bytes) {
  constexpr const char* kUnits = "BKMGTPE";
  if (bytes < 1024) return std::to_string(bytes) + 'B';
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 6; ++unit) value /= 1024;
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%.1f", value);
  std::string number(text, static_cast<std::size_t>(size));
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return number + kUnits[unit];
}

// "listpack" of "hash_listpack", "quicklist2" of "list_quicklist_2": the name without the type and
// the lines, as HDT3213/rdb names them; "hash" stays.
std::string bare_encoding(const rdb::KeyRow& row) {
  rdb::Bytes name = row.encoding;
  const rdb::Bytes type = name_of(row.type);
  if (name.starts_with(type) && name.size() > type.size() + 1) {
    const bool is_number = name.size() == type.size() + 2;  // "zset_2" is "zset2"
    if (!is_number) name.remove_prefix(type.size() + 1);
  }
  std::string bare(name);
  std::erase(bare, '_');
  return bare;
}

std::vector<const char*> names_of(const std::vector<KeyColumn>& columns) {
  std::vector<const char*> names;
  for (const KeyColumn column : columns) names.push_back(name_of(column));
  return names;
}

}  // namespace

KeyTable::KeyTable(rdb::ByteSink& out, KeyTableOptions options)
    : KeyRows(options.server, wanted_parts(options)),
      out_(out),
      options_(std::move(options)),
      line_(options_.format, options_.guards),
      first_(options_.limit, options_.memory_limit) {
  out_.append(line_.head(names_of(options_.columns)));
}

void KeyTable::row(const rdb::KeyRow& row) {
  if (options_.sort) return first_.offer(options_.sort->rank(row), row);
  if (rows_ < options_.limit) write(row);
}

void KeyTable::finish() {
  first_.take([this](const rdb::KeyRow& row) { write(row); });
  out_.flush();
}

void KeyTable::write(const rdb::KeyRow& row) {
  line_.begin();
  for (const KeyColumn column : options_.columns) cell(column, row);
  out_.append(line_.end());
  ++rows_;
}

void KeyTable::cell(KeyColumn column, const rdb::KeyRow& row) {
  if (!is_figure(column)) return text_cell(column, row);
  const char* const name = name_of(column);
  const std::optional<std::uint64_t> figure = figure_of(column, row);
  if (!figure) return line_.none(name);
  switch (column) {
    case C::ttl:
      return line_.number(name, left_until(row.attributes.expire_ms, options_.now_ms));
    case C::expiry:
      return line_.text(name, rdb::iso_text(row.attributes.expire_ms));
    case C::expiration:
      return line_.text(name, rfc3339(row.attributes.expire_ms));
    default:
      return line_.number(name, *figure);
  }
}

void KeyTable::text_cell(KeyColumn column, const rdb::KeyRow& row) {
  const char* const name = name_of(column);
  switch (column) {
    case C::type:
      return line_.text(name, rdb::name_of(row.type));
    case C::encoding:
      return line_.text(name, row.encoding);
    case C::exact:
      return line_.text(name, rdb::name_of(row.cost.exactness));
    case C::key_b64:
      return line_.text(name, rdb::base64(row.key));
    case C::loaded_encoding:
      return line_.text(name, rdb::name_of(row.cost.encoding));
    case C::size_readable:
      return line_.text(name, short_size(row.cost.memory.memory_usage));
    case C::hdt_encoding:
      return line_.text(name, bare_encoding(row));
    case C::key:
    default:
      return line_.text(name, row.key);
  }
}

}  // namespace rdbmill
