#include "tools/dump_run.h"

namespace rdbmill {

DumpRun::DumpRun(const std::string& path, const CommonOptions& common, rdb::ReaderOptions options)
    : progress_(common.progress(), path == "-" ? "(stdin)" : path, common.size_hint()),
      source_(progress_.watch(rdb::open_source(path))),
      name_(source_->name()),
      is_stdin_(path == "-"),
      reader_(*source_, options) {}

void DumpRun::read_into(rdb::EventSink& sink) {
  constexpr std::uint64_t kRecords = 256;  // a fraction of a millisecond
  while (reader_.step(sink, kRecords)) progress_.count_keys(kRecords);
}

std::uint64_t DumpRun::trailing_bytes() {
  const rdb::TrailingBytes trailing = reader_.trailing();
  return trailing.is_transfer_mark && is_stdin_ ? 0 : trailing.count;
}

}  // namespace rdbmill
