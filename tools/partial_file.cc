#include "tools/partial_file.h"

#include <filesystem>

#include "librdb/io/source.h"
#include "librdb/report/report_partial.h"

namespace rdbmill {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

// The first bytes, as many as there are up to `count`: a source may hand out few at a time.
std::string head_of(rdb::Source& source, std::size_t count) {
  std::string head(count, '\0');
  std::size_t size = 0;
  while (size < count) {
    const std::size_t more = source.read(head.data() + size, count - size);
    if (more == 0) break;
    size += more;
  }
  head.resize(size);
  return head;
}

}  // namespace

WrongFile::WrongFile(const std::string& file, const std::string& reason, std::string hint)
    : CorruptInput(reason), hint_(std::move(hint)) {
  rdb::Place place;
  place.file = file;
  at(place);
}

bool is_partial_result(const std::string& path) {
  if (path == "-") return false;
  return head_of(*rdb::open_source(path), rdb::kPartialMagic.size()) == rdb::kPartialMagic;
}

rdb::DumpReport read_partial_result(const std::string& path) {
  const auto source = rdb::open_source(path);
  const std::string head = head_of(*source, rdb::kPartialMagic.size());
  if (head.starts_with("REDIS") || head.starts_with("VALKEY")) {
    throw WrongFile(source->name(), "it is a dump, not a partial result",
                    "rdbmill report --partial FILE makes one of it");
  }
  rdb::PartialReader reader(source->name());
  reader.feed(head);
  std::string piece(kPiece, '\0');
  while (const std::size_t count = source->read(piece.data(), piece.size())) {
    reader.feed(rdb::Bytes(piece).substr(0, count));
  }
  return reader.finish();
}

void refuse_partial_result(const rdb::CorruptInput& error, const std::string& path) {
  std::error_code unknown;
  if (error.place().offset != 0 || !std::filesystem::is_regular_file(path, unknown)) return;
  if (!is_partial_result(path)) return;
  throw WrongFile(error.place().file, "it is a partial result of report, not a dump",
                  "rdbmill report merge, report --since and growth read it");
}

}  // namespace rdbmill
