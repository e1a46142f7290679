#include "librdb/report/report_scope.h"

#include "librdb/base/errors.h"

namespace rdb {
namespace {

std::string text_of(const std::vector<OwnedBytes>& separators) {
  std::string text;
  for (const OwnedBytes& separator : separators) {
    text += (text.empty() ? "\"" : " \"") + escaped(separator) + "\"";
  }
  return text;
}

}  // namespace

std::string ReportScope::difference(const ReportScope& other) const {
  if (separators != other.separators) {
    return "--sep: " + text_of(separators) + " and " + text_of(other.separators);
  }
  if (depth != other.depth) {
    return "--depth: " + std::to_string(depth) + " and " + std::to_string(other.depth);
  }
  const auto text = [](const std::string& value, const char* none) {
    return value.empty() ? std::string(none) : escaped(value, 500);
  };
  if (filter != other.filter) {
    return "keys chosen: " + text(filter, "all") + " and " + text(other.filter, "all");
  }
  if (server != other.server) {
    return "the server whose memory is meant: " + text(server, "any") + " and " +
           text(other.server, "any");
  }
  return {};
}

}  // namespace rdb
