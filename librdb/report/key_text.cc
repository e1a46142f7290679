#include "librdb/report/key_text.h"

#include "librdb/report/quantity_text.h"
#include "librdb/report/text_table.h"

namespace rdb {

std::string shown_key(const KeptName& name, std::size_t width) {
  if (!name.is_cut()) return shown_name(name.front, width);
  const std::string length = " (" + iec_bytes(name.bytes) + " long)";
  return shown_name(name.front + "…", width - length.size()) + length;
}

}  // namespace rdb
