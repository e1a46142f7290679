// A dump of a server that many products share: keys named as theirs are, in shares as one may meet
// them, of every type.
//
//   KeyspaceGenerator generator({.keys = 200'000, .seed = 1});
//   generator.begin(writer);
//   while (generator.add_keys(writer, 16'384) != 0) {}
//   generator.end(writer);
//
// Which scheme a key is of, its name and its value follow from its number and the seed: memory does
// not grow with the number of keys (64 KiB of text, a few hundred bytes a scheme, and one value),
// no name comes twice, and equal options give equal bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tools/generator.h"
#include "tools/key_scheme.h"
#include "tools/name_template.h"
#include "tools/permutation.h"

namespace rdbmill {

struct KeyspaceOptions {
  std::uint64_t keys = 1'000'000;
  std::uint64_t seed = 1;
  std::int64_t ctime_seconds = 1'764'547'200;  ///< 2025-12-01
  std::vector<std::string> products;           ///< only these; none: all
};

class KeyspaceGenerator final : public Generator {
 public:
  /// Throws `UsageError` for a product that is not in the table, and for more keys than names.
  explicit KeyspaceGenerator(const KeyspaceOptions& options);

  void begin(rdb::EventSink& sink) override;
  std::uint64_t add_keys(rdb::EventSink& sink, std::uint64_t most) override;

  /// Of the key told last; good while the sink is entered, too.
  const KeyScheme& scheme() const { return *schemes_[current_].scheme; }

 private:
  class Key;
  struct Source {
    const KeyScheme* scheme;
    NameTemplate names;
    std::uint64_t keys = 0;
    std::uint64_t first = 0;  // number of its first key
  };

  void share_out();

  KeyspaceOptions options_;
  std::vector<Source> schemes_;
  std::size_t current_ = 0;
  std::uint64_t next_ = 0;
  Permutation order_;
  std::string text_;  // what values are cut from
};

}  // namespace rdbmill
