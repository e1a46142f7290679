#include "tools/dump_run.h"

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"
#include "tools/partial_file.h"
#include "tools/terminal.h"

namespace rdbmill {

DumpRun::DumpRun(const std::string& path, const CommonOptions& common, rdb::ReaderOptions options)
    : aof_(path == "-" ? AofInput{path, 0} : find_aof_base(path)),
      progress_(common.progress(), path == "-" ? "(stdin)" : aof_.path, common.size_hint()),
      source_(progress_.watch(rdb::open_source(aof_.path))),
      name_(source_->name()),
      is_stdin_(path == "-"),
      reader_(*source_, options) {}

bool DumpRun::step(rdb::EventSink& sink, std::uint64_t records) try {
  return reader_.step(sink, records);
} catch (const rdb::CorruptInput& error) {
  refuse_partial_result(error, aof_.path);
  throw;
}

void DumpRun::read_into(rdb::EventSink& sink) {
  constexpr std::uint64_t kRecords = 256;  // a fraction of a millisecond
  while (step(sink, kRecords)) progress_.count_keys(kRecords);
  read_trailing();
}

bool DumpRun::read_until(rdb::EventSink& sink, const std::function<bool()>& is_enough) {
  while (!is_enough()) {
    if (!step(sink, 1)) {
      read_trailing();
      return false;
    }
    progress_.count_keys(1);
  }
  return true;
}

void DumpRun::read_trailing() {
  const rdb::TrailingBytes trailing = reader_.trailing();
  if (trailing.are_commands) {
    aof_.increment_bytes += trailing.count;
  } else if (!trailing.is_transfer_mark || !is_stdin_) {
    trailing_ = trailing.count;
  }
}

std::string DumpRun::unread_commands() const {
  if (aof_.increment_bytes == 0) return {};
  return "the dump is the base of an append-only file: " + rdb::thousands(aof_.increment_bytes) +
         " bytes of commands behind it are not read";
}

void DumpRun::warn_of_unread_commands() const {
  const std::string text = unread_commands();
  if (!text.empty()) print_message(rdb::escaped(name_, 4096) + ": warning: " + text);
}

std::string DumpRun::trailing_warning(const char* done) const {
  if (trailing_ == 0) return {};
  return rdb::escaped(name_, 4096) + ": warning: " + rdb::thousands(trailing_) +
         " bytes behind the end of the dump were not " + done;
}

void DumpRun::warn_of_trailing_bytes() const {
  if (const std::string text = trailing_warning(); !text.empty()) print_message(text);
}

void DumpRun::warn_of_unread() const {
  warn_of_unread_commands();
  warn_of_trailing_bytes();
}

void DumpRun::refuse_unread_commands(bool base_only) const {
  const std::string text = unread_commands();
  if (text.empty()) return;
  if (base_only) return warn_of_unread_commands();
  rdb::Refused error(text + "; --base-only takes the base as it is");
  rdb::Place place;
  place.file = name_;
  error.at(place);
  throw error;
}

}  // namespace rdbmill
