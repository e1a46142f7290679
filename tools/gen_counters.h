// The founding case as events: flat integer counters, one string key for each.
//
//   CounterGenerator generator({.keys = 1'000'000, .seed = 1});
//   generator.begin(writer);
//   while (generator.add_keys(writer, 16'384) != 0) {}
//   generator.end(writer);
//
// Keys are `d1:d2:d3:d4:article:d5:date:hour:minute`, always 41 bytes, each once, in shuffled
// order. Nothing is sorted or remembered: key i is computed from i and the seed, so memory does not
// grow with the number of keys, and equal options give equal bytes on every machine.
#pragma once
#include <cstdint>
#include <optional>

#include "tools/counter_groups.h"
#include "tools/counter_keys.h"
#include "tools/generator.h"
#include "tools/permutation.h"

namespace rdbmill {

struct CounterOptions {
  std::uint64_t keys = 1'000'000;
  std::uint64_t seed = 1;
  std::optional<std::int64_t> ctime_seconds;  ///< default: the end of the last day in the keys
};

class CounterGenerator final : public Generator {
 public:
  /// Throws `UsageError` for more keys than there are names.
  explicit CounterGenerator(const CounterOptions& options);

  void begin(rdb::EventSink& sink) override;
  std::uint64_t add_keys(rdb::EventSink& sink, std::uint64_t most) override;

 private:
  std::int64_t write_key(char* to, std::uint64_t number) const;

  CounterOptions options_;
  std::uint64_t single_keys_;  // whose article is "*": one in 1024, each a group of its own
  std::uint64_t next_ = 0;
  Permutation order_;
  CounterGroups groups_;
  CounterKeys keys_;
  CounterKeys single_names_;
};

}  // namespace rdbmill
