// Reading dumps in tests: the whole run as text, from sources of every kind.
#pragma once
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"

namespace rdb::testing {

/// Memory that does not know its length, as a pipe does not; at most `piece` bytes a read.
class PipeSource final : public Source {
 public:
  explicit PipeSource(Bytes bytes, std::size_t piece = ~std::size_t{0}) : inner_(bytes, piece) {}
  std::size_t read(char* to, std::size_t size) override { return inner_.read(to, size); }
  std::uint64_t bytes_left() const override { return kUnknown; }
  std::uint64_t position() const override { return inner_.position(); }
  std::uint64_t length() const override { return kUnknown; }
  const std::string& name() const override { return inner_.name(); }

 private:
  MemorySource inner_;
};

/// Everything that is told of a source, as text, with the protocol checked.
inline OwnedBytes text_of(Source& source, Interests wanted, ReaderOptions options = {},
                          TextOptions text_options = {}) {
  OwnedBytes text;
  TextSink sink(text, wanted, text_options);
  CheckedSink checked(sink);
  RdbReader reader(source, options);
  reader.run(checked);
  return text;
}

inline OwnedBytes text_of(Bytes dump, Interests wanted, ReaderOptions options = {},
                          TextOptions text_options = {}) {
  MemorySource source(dump);
  return text_of(source, wanted, options, text_options);
}

/// `text_of`, or what went wrong behind what was told until then.
inline OwnedBytes text_or_error(Source& source, Interests wanted, ReaderOptions options = {},
                                TextOptions text_options = {}) {
  OwnedBytes text;
  try {
    TextSink sink(text, wanted, text_options);
    CheckedSink checked(sink);
    RdbReader(source, options).run(checked);
  } catch (const Error& error) {
    text += error.what();
  }
  return text;
}

}  // namespace rdb::testing
