#include "librdb/transform/regroup_stats.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {

std::string to_decimal(Int128 value) {
  __extension__ typedef unsigned __int128 Magnitude;
  auto magnitude = static_cast<Magnitude>(value);
  if (value < 0) magnitude = 0 - magnitude;
  std::string text;
  do {
    text += static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  } while (magnitude != 0);
  if (value < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

Bytes RegroupStats::name_of(Reason reason) {
  switch (reason) {
    case Reason::type:
      return "type";
    case Reason::parts:
      return "parts";
    case Reason::ambiguous:
      return "ambiguous";
    case Reason::value:
      return "value";
    case Reason::expiry:
      return "expiry";
    case Reason::expired:
      return "expired";
    case Reason::own_name:
      return "own-name";
    case Reason::metadata:
      return "metadata";
    case Reason::disagree:
      return "disagree";
  }
  return "other";
}

namespace {

const char* explained(RegroupStats::Reason reason) {
  using Reason = RegroupStats::Reason;
  switch (reason) {
    case Reason::type:
      return "not a string";
    case Reason::parts:
      return "does not match the pattern";
    case Reason::ambiguous:
      return "a part holds a separator of the new key";
    case Reason::value:
      return "not an integer";
    case Reason::expiry:
      return "has an expiry";
    case Reason::expired:
      return "has expired";
    case Reason::own_name:
      return "could itself be the name of a new key";
    case Reason::metadata:
      return "has metadata of a module";
    case Reason::disagree:
      return "expires at another time than others of its hash";
  }
  return "other";
}

}  // namespace

std::string RegroupStats::reasons_text() const {
  std::array<Reason, kReasons> order;
  for (std::size_t i = 0; i < kReasons; ++i) order[i] = static_cast<Reason>(i);
  std::stable_sort(order.begin(), order.end(),
                   [this](Reason a, Reason b) { return of(a).keys > of(b).keys; });
  std::string text;
  for (const Reason reason : order) {
    if (of(reason).keys == 0) break;
    if (!text.empty()) text += "; ";
    text += explained(reason);
    text +=
        ": " + std::to_string(of(reason).keys) + " (e.g. \"" + escaped(of(reason).sample) + "\")";
  }
  return text;
}

}  // namespace rdb
