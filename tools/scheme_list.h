// What `gen keyspace` says about its schemes: the table, and which scheme each key is of.
#pragma once
#include <memory>

#include "librdb/event/stage.h"
#include "librdb/io/byte_sink.h"
#include "tools/gen_keyspace.h"

namespace rdbmill {

/// A line for each scheme and one of headings, columns separated by tabs.
std::string scheme_table();

/// Writes a line of JSON for each key, in the order of the dump:
/// {"key":…,"product":…,"scheme":…}; keys that are no text as {"b64":…}.
class SchemeList final : public rdb::Stage {
 public:
  /// The generator must outlive this, and so must `next`.
  SchemeList(const KeyspaceGenerator& generator, std::unique_ptr<rdb::ByteSink> out,
             rdb::EventSink& next)
      : Stage(next), generator_(generator), out_(std::move(out)) {}

  rdb::Interests enter(const rdb::Entry& entry) override;
  /// Writes the last lines; the file is there once this is closed.
  rdb::ByteSink& finish();

 private:
  static constexpr std::size_t kAtOnce = 65'536;

  const KeyspaceGenerator& generator_;
  std::unique_ptr<rdb::ByteSink> out_;
  std::string lines_;
};

}  // namespace rdbmill
