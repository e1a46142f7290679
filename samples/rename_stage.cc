// A stage in twenty lines: gives every key under one prefix another one.
// Usage: rename_stage IN.rdb OUT.rdb OLD NEW
#include <cstdio>

#include "librdb/event/stage.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"

// [stage]
class RenamePrefix : public rdb::Stage {
 public:
  RenamePrefix(rdb::EventSink& next, rdb::OwnedBytes from, rdb::OwnedBytes to)
      : Stage(next), from_(std::move(from)), to_(std::move(to)) {}

  rdb::Interests enter(const rdb::Entry& entry) override {
    if (!entry.key.starts_with(from_)) return next().enter(entry);
    key_ = to_;
    key_ += entry.key.substr(from_.size());
    return next().enter(entry.renamed(key_));
  }

 private:
  rdb::OwnedBytes from_;
  rdb::OwnedBytes to_;
  rdb::OwnedBytes key_;  // outlives the value of the key it names
};
// [stage]

int main(int argc, char** argv) try {
  if (argc != 5) return std::fprintf(stderr, "usage: rename_stage IN OUT OLD NEW\n"), 2;
  rdb::TempSpoolFactory spools("/tmp");
  const auto source = rdb::open_source(argv[1]);
  const auto out = rdb::open_byte_sink(argv[2], {.overwrite = false, .inputs = {argv[1]}});
  rdb::RdbWriter writer(*out, {.spools = &spools});
  RenamePrefix rename(writer, argv[3], argv[4]);
  rdb::RdbReader reader(*source, {.spools = &spools});
  reader.run(rename);
  out->close();  // until here nothing stands under the final name
} catch (const std::exception& error) {
  std::fprintf(stderr, "rename_stage: %s\n", error.what());
  return 1;
}
