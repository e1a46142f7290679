// The io floor by itself: what a checksum, a window, a decompressor and an output buffer cost.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <random>

#include "librdb/io/byte_sink.h"
#include "librdb/io/crc64.h"
#include "librdb/io/gzip_source.h"
#include "librdb/io/output_buffer.h"
#include "librdb/io/source.h"
#include "librdb/io/window.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using testing::compressible_bytes;
using testing::TempFolder;

void count_bytes(benchmark::State& state, std::size_t bytes_a_round) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes_a_round));
}

template <std::uint64_t (*kChecksum)(std::uint64_t, Bytes)>
void checksum(benchmark::State& state) {
  const OwnedBytes bytes = testing::random_bytes(static_cast<std::size_t>(state.range(0)));
  std::uint64_t crc = 0;
  for (auto _ : state) benchmark::DoNotOptimize(crc = kChecksum(crc, bytes));
  count_bytes(state, bytes.size());
}
BENCHMARK(checksum<crc64>)->Name("crc64")->Arg(32)->Arg(1 << 20);
BENCHMARK(checksum<crc64_portable>)->Name("crc64_portable")->Arg(32)->Arg(1 << 20);

void append_zeros(benchmark::State& state) {
  std::uint64_t crc = 1;
  for (auto _ : state) benchmark::DoNotOptimize(crc = crc64_append_zeros(crc, 12'345'678'901));
}
BENCHMARK(append_zeros);

void drain(Source& source, WindowPool& pool) {
  for (;;) {
    const WindowRef window = pool.acquire();
    if (source.read(window->data(), window->capacity()) == 0) return;
    benchmark::DoNotOptimize(window->data());
  }
}

void read_file_into_windows(benchmark::State& state) {
  constexpr std::size_t kSize = std::size_t{64} << 20;
  const TempFolder folder;
  testing::write_file(folder / "plain", compressible_bytes(kSize));
  WindowPool pool;
  for (auto _ : state) drain(*open_source(folder / "plain"), pool);
  count_bytes(state, kSize);
}
BENCHMARK(read_file_into_windows)->Unit(benchmark::kMillisecond);

// gzip(1) makes the input, so that the rows need no compressor of their own.
void inflate(benchmark::State& state) {
  const InflaterChoice& choice = inflaters()[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(choice.name);
  constexpr std::size_t kSize = std::size_t{16} << 20;
  const TempFolder folder;
  testing::write_file(folder / "plain", compressible_bytes(kSize));
  if (std::system(("gzip -6 " + (folder / "plain")).c_str()) != 0) {
    state.SkipWithError("gzip(1) is missing");
    return;
  }
  const OwnedBytes compressed = testing::read_file(folder / "plain.gz");
  WindowPool pool;
  for (auto _ : state) {
    drain(*make_gzip_source(std::make_unique<MemorySource>(compressed), choice.make()), pool);
  }
  count_bytes(state, kSize);
}
BENCHMARK(inflate)
    ->DenseRange(0, static_cast<int>(inflaters().size()) - 1)
    ->Unit(benchmark::kMillisecond);

// Pieces as a writer of counters makes them.
void append_small_pieces(benchmark::State& state) {
  const auto sink = open_byte_sink("/dev/null", {});
  OutputBuffer out(
      *sink, state.range(0) != 0 ? OutputBuffer::Checksum::crc64 : OutputBuffer::Checksum::none);
  state.SetLabel(state.range(0) != 0 ? "with checksum" : "without");
  const OwnedBytes piece(44, 'k');
  for (auto _ : state) {
    out.append('\0');
    out.append(piece);
  }
  count_bytes(state, piece.size() + 1);
}
BENCHMARK(append_small_pieces)->Arg(0)->Arg(1);

}  // namespace
}  // namespace rdb
