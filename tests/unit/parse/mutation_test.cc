// Good dumps with bytes changed at random: every run ends with an error of ours or well, and the
// protocol holds to the end. Under the sanitizers this is where bad reads show.
#include <gtest/gtest.h>

#include <random>

#include "librdb/base/errors.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/corpus.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

// One to four changed bytes, sometimes bytes cut out or doubled.
OwnedBytes mutated(OwnedBytes dump, std::mt19937_64& random) {
  for (std::uint64_t changes = 1 + random() % 4; changes != 0; --changes) {
    const std::size_t at = random() % dump.size();
    switch (random() % 8) {
      case 0:
        dump.erase(at, 1 + random() % 8);
        break;
      case 1: {
        const OwnedBytes again = dump.substr(at, 1 + random() % 8);
        dump.replace(at, 0, again);
        break;
      }
      case 2:
        dump[at] = '\xff';
        break;
      case 3:
        dump[at] = static_cast<char>(0x80 + random() % 2);
        break;
      default:
        dump[at] = static_cast<char>(random());
    }
    if (dump.empty()) dump.push_back('R');
  }
  return dump;
}

// Reads on across errors as far as it goes; anything but an Error escapes and fails the test.
void read_through(Bytes dump, std::uint64_t way, SpoolFactory& spools) {
  constexpr std::size_t kWindows[] = {64, 256, 4096, kWindowBytes};
  const Interests wanted[] = {kSkip, Interest::raw, Interest::elements, Interest::layout,
                              Interest::layout | Interest::raw | Interest::elements};
  const bool needy = way % 2 != 0;
  OwnedBytes text;
  testing::DecodableText sink(
      text, wanted[way % 5], {.unpacked = true, .needs = {.leave = needy, .sized_entries = needy}});
  CheckedSink checked(sink);
  testing::PipeSource pipe(dump, 1 + way % 5000);
  MemorySource file(dump);
  Source& source = way % 3 == 0 ? static_cast<Source&>(pipe) : file;
  RdbReader reader(source, {.verify_checksum = way % 7 == 0,
                            .window_bytes = kWindows[way % 4],
                            .max_materialised = std::uint64_t{16} << 20,
                            .spools = &spools});
  for (int errors = 0; errors < 100 && reader.can_continue(); ++errors) {
    try {
      reader.run(checked);
      return;
    } catch (const Error& error) {
      EXPECT_FALSE(error.reason().empty());
    }
  }
}

void mutate(const OwnedBytes& dump, int times, std::uint64_t seed) {
  TempSpoolFactory spools("", 1000);
  std::mt19937_64 random(seed);
  for (int i = 0; i < times; ++i) {
    SCOPED_TRACE("mutation " + std::to_string(i));
    const OwnedBytes damaged = mutated(dump, random);
    ASSERT_NO_THROW(read_through(damaged, random() >> 8, spools));
  }
}

TEST(Mutations, OfHandMadeDumps) {
  mutate(testing::redis_sample(), 3000, 1);
  mutate(testing::valkey_sample(), 3000, 2);
}

TEST(Mutations, OfGoldenDumps) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "no corpus: set RDBMILL_CORPUS";
  std::uint64_t seed = 100;
  for (const auto& path : dumps) {
    SCOPED_TRACE(path);
    mutate(testing::content_of(path), 150, ++seed);
  }
}

}  // namespace
}  // namespace rdb
