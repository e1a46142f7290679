#include "tools/clash_list.h"

#include "librdb/base/json_string.h"

namespace rdbmill {

bool ClashList::add(const rdb::FieldClash& clash) {
  std::string line = "{\"db\":" + std::to_string(clash.db) + ",\"key\":";
  rdb::append_json_bytes(line, clash.name);
  if (clash.exists) {
    line += ",\"exists\":true}\n";
  } else {
    line += ",\"field\":";
    rdb::append_json_bytes(line, clash.field);
    line += ",\"earlier\":";
    rdb::append_json_bytes(line, clash.earlier);
    line += ",\"later\":";
    rdb::append_json_bytes(line, clash.later);
    line += "}\n";
  }
  out_->write(line);
  return ++count_ < limit_;
}

}  // namespace rdbmill
