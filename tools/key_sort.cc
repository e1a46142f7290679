#include "tools/key_sort.h"

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr const char* kMemory = "memory";  // short for memory_usage

std::vector<std::string> names_with_figures() {
  std::vector<std::string> names = {kMemory};
  for (const KeyColumn column : key_columns()) {
    if (is_figure(column)) names.emplace_back(name_of(column));
  }
  return names;
}

}  // namespace

rdb::RowRank KeySort::rank(const rdb::KeyRow& row) const {
  const std::optional<std::uint64_t> figure = figure_of(column, row);
  if (!figure) return {.is_missing = true};
  return {.is_missing = false, .value = is_ascending ? *figure : ~*figure};
}

KeySort parse_key_sort(const std::string& text) {
  KeySort sort;
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos) {
    const std::string direction = text.substr(colon + 1);
    if (direction != "asc" && direction != "desc") {
      throw UsageError("\"" + rdb::escaped(direction) + "\" is no direction", "it is asc or desc");
    }
    sort.is_ascending = direction == "asc";
  }
  const std::string name = text.substr(0, colon);
  if (name == kMemory) return sort;
  sort.column = parse_key_column(name, names_with_figures());
  if (!is_figure(sort.column)) {
    throw UsageError("\"" + name + "\" has no figures to sort by",
                     "these have: " + listed(names_with_figures()));
  }
  return sort;
}

}  // namespace rdbmill
