// Key patterns: any text compiles or is refused; what matches can be put together again.
#include <algorithm>
#include <vector>

#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/key/pattern.h"

namespace {

using rdb::fuzzing::require;

void check(const rdb::KeyPattern& pattern, rdb::Bytes key) {
  std::vector<rdb::Bytes> parts(pattern.names().size());
  if (!pattern.match(key, parts)) return;
  rdb::OwnedBytes again(pattern.literals()[0]);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto excluded = pattern.excluded(i);
    if (excluded) require(parts[i].find(*excluded) == rdb::Bytes::npos, "an excluded byte");
    again += parts[i];
    again += pattern.literals()[i + 1];
  }
  require(again == key, "the parts do not make the key");
}

}  // namespace

/// The pattern, a byte 0xFF, the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [text, key] = rdb::fuzzing::split_input(rdb::fuzzing::as_bytes(data, size));
  try {
    const auto pattern = rdb::KeyPattern::compile(text);
    check(pattern, key);
    check(pattern, text);
  } catch (const rdb::InvalidArgument&) {
    return 0;
  }
  return 0;
}
