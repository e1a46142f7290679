// What the programs share that print what the model says of the keys of a dump, a row each.
//
//   int main(int argc, char** argv) {
//     return rdb::run_row_program("memory_rows", rdb::print_rows, argc, argv);
//   }
#pragma once
#include <cstdint>
#include <cstdio>
#include <exception>

#include "librdb/base/bytes.h"

namespace rdb {

/// Any byte as two hex digits, and a `-`: the name may be empty.
inline void print_hex(Bytes name) {
  for (const char c : name) std::printf("%02x", static_cast<unsigned>(c) & 0xff);
  std::putchar('-');
}

/// The exit status: 1 with a message if it threw, or stdout does not take all.
inline int run_row_program(const char* name, void (*print_rows)(int, char**), int argc,
                           char** argv) {
  try {
    print_rows(argc, argv);
    return std::fflush(stdout) == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace rdb
