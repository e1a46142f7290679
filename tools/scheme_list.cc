#include "tools/scheme_list.h"

#include "librdb/base/errors.h"
#include "librdb/base/json_string.h"

namespace rdbmill {

std::string scheme_table() {
  std::string table = "PRODUCT\tTYPE\tTTL\tWEIGHT\tSCHEME\n";
  for (const KeyScheme& scheme : key_schemes()) {
    table += scheme.product;
    table += '\t';
    table += name_of(scheme.type);
    table += '\t' + (scheme.ttl == 0 ? "none" : std::to_string(scheme.ttl)) + '\t' +
             std::to_string(scheme.weight) + '\t' + rdb::escaped(scheme.names, 400) + '\n';
  }
  return table;
}

rdb::Interests SchemeList::enter(const rdb::Entry& entry) {
  lines_ += "{\"key\":";
  rdb::append_json_bytes(lines_, entry.key);
  lines_ += ",\"product\":";
  rdb::append_json_string(lines_, generator_.scheme().product);
  lines_ += ",\"scheme\":";
  rdb::append_json_string(lines_, generator_.scheme().names);
  lines_ += "}\n";
  if (lines_.size() >= kAtOnce) {
    out_->write(lines_);
    lines_.clear();
  }
  return Stage::enter(entry);
}

rdb::ByteSink& SchemeList::finish() {
  out_->write(lines_);
  lines_.clear();
  return *out_;
}

}  // namespace rdbmill
