#include "librdb/transform/ungroup_stats.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {

Bytes UngroupStats::name_of(Reason reason) {
  switch (reason) {
    case Reason::type:
      return "type";
    case Reason::name:
      return "name";
    case Reason::value:
      return "value";
    case Reason::field:
      return "field";
    case Reason::metadata:
      return "metadata";
    case Reason::empty:
      return "empty";
  }
  return "other";
}

const char* UngroupStats::explained(Reason reason) {
  switch (reason) {
    case Reason::type:
      return "not a hash";
    case Reason::name:
      return "other key";
    case Reason::value:
      return "has other values";
    case Reason::field:
      return "has an unfit field";
    case Reason::metadata:
      return "has metadata";
    case Reason::empty:
      return "no fields";
  }
  return "other";
}

std::string UngroupStats::reasons_text() const {
  std::array<Reason, kReasons> order;
  for (std::size_t i = 0; i < kReasons; ++i) order[i] = static_cast<Reason>(i);
  std::stable_sort(order.begin(), order.end(),
                   [this](Reason a, Reason b) { return of(a).keys > of(b).keys; });
  std::string text;
  for (const Reason reason : order) {
    if (of(reason).keys == 0) break;
    text += (text.empty() ? "" : "; ") + std::string(explained(reason)) + ": " +
            std::to_string(of(reason).keys) + " (e.g. \"" + escaped(of(reason).sample) + "\")";
  }
  return text;
}

}  // namespace rdb
