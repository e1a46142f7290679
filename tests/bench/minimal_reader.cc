// minimal_reader DUMP: the floor of reading as a process: record boundaries and checksum.
#include "tests/bench/minimal_reader.h"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const auto source = rdb::open_source(argv[1]);
    const rdb::bench::MinimalCount count = rdb::bench::minimal_read(*source);
    std::printf("%llu keys, checksum %016llx\n", static_cast<unsigned long long>(count.keys),
                static_cast<unsigned long long>(count.crc));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "minimal_reader: %s\n", error.what());
    return 1;
  }
}
