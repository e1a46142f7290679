// What fuzz targets share: the input as bytes, and a check that stays on in every build.
//
//   extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//     const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
//     try { require(use(input)); } catch (const rdb::Error&) {}   // damage is said, never felt
//     return 0;
//   }
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "librdb/base/bytes.h"

namespace rdb::fuzzing {

inline Bytes as_bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the process, as a fuzzer wants it, if what must hold does not.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz target: %s\n", what);
  std::abort();
}

/// The input up to the first byte 0xFF and what stands behind it: two fields of one input.
inline std::pair<Bytes, Bytes> split_input(Bytes input) {
  const auto at = input.find('\xff');
  if (at == Bytes::npos) return {input, {}};
  return {input.substr(0, at), input.substr(at + 1)};
}

}  // namespace rdb::fuzzing
