// Indexes of field expiries: any times in any order give a figure within what fields can cost.
#include <cmath>

#include "fuzz/fuzz_target.h"
#include "librdb/memory/field_expiries.h"

namespace {

using rdb::fuzzing::require;

// So many bytes make a time, the first ones counting most; all of them, so many times over.
struct Times {
  rdb::Bytes bytes;
  std::size_t width = 1;
  std::size_t rounds = 1;

  std::uint64_t count() const { return bytes.size() / width * rounds; }

  template <class Index>
  void add_to(Index& index) const {
    for (std::size_t round = 0; round < rounds; ++round) {
      for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
        std::uint64_t time = 0;
        for (const char byte : bytes.substr(at, width))
          time = time << 8 | static_cast<unsigned char>(byte);
        index.add(static_cast<std::int64_t>(time));
      }
    }
  }
};

Times times_of(rdb::Bytes input) {
  if (input.size() < 2) return {};
  const auto width = static_cast<unsigned char>(input[0]);
  const auto rounds = static_cast<unsigned char>(input[1]);
  return {input.substr(2), 1u + width % 8, 1u + rounds % 8};
}

template <class Index>
void check(const Times& times) {
  Index index{rdb::Allocator(rdb::SizeClasses::quantum_16)};
  times.add_to(index);
  const rdb::FieldExpiriesMemory memory = index.memory();
  const auto fields = static_cast<double>(times.count());
  require(std::isfinite(memory.allocated) && std::isfinite(memory.variance), "no figure");
  require(memory.memory_usage <= memory.allocated, "more usage than is allocated");
  require(memory.allocated <= 200 * fields + 1000, "more than fields can cost");
  require(memory.variance >= 0, "a negative variance");
  require(times.count() <= rdb::kMostFieldExpiries || !memory.is_exact || memory.allocated == 0,
          "exact beyond the bound");
  index.clear();
  require(index.memory().allocated == 0, "cleared, but not new");
  times.add_to(index);
  require(index.memory().allocated == memory.allocated, "another figure the second time");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Times times = times_of(rdb::fuzzing::as_bytes(data, size));
  check<rdb::RedisFieldExpiries>(times);
  check<rdb::ValkeyFieldExpiries>(times);
  return 0;
}
