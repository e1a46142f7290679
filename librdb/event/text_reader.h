// Reads the text form of events (text_sink.h) and says them again.
//
//   TextReader reader(R"(
//     header REDIS 11
//     key "a:1" string
//       string 7
//     finish
//   )");
//   reader.run(sink);
//
// Indentation, empty lines and lines that open with `#` mean nothing, so that a test is two
// heredocs. Each sink gets of a value what its enter() asked for: `raw` is answered with elements
// if the text has no raw line. `Leave` comes to those who need it, with zeros if the text has none.
#pragma once
#include <cstddef>

#include "librdb/event/event_sink.h"

namespace rdb {

class TextFields;

struct TextReaderOptions {
  /// Payloads of more bytes come as streams, in pieces of this size; 0: always whole.
  std::size_t piece_bytes = 0;
  /// Whether such a stream states its size.
  bool sizes_known = true;
};

/// Borrows the text: it must outlive the reader and whoever keeps an entry's `encoding`.
/// Holds one line's strings.
class TextReader {
 public:
  explicit TextReader(Bytes text, TextReaderOptions options = {})
      : text_(text), options_(options) {}

  /// One record (a key with its value, or one other line) to events; false at the end of the text.
  /// Throws `CorruptInput` with the number of the line that is wrong, or that begins a key of which
  /// the text does not hold what the sink asked for. The order of lines is not checked: put a
  /// `CheckedSink` behind.
  bool step(EventSink& sink);
  void run(EventSink& sink) {
    while (step(sink)) {
    }
  }

 private:
  struct Forms;

  bool peek(Bytes& line);
  void take(Bytes line);
  Forms forms_of_key();
  void read_record(Bytes word, TextFields& fields, EventSink& sink) const;
  void read_key(TextFields& fields, EventSink& sink);
  Interests ask(TextFields& fields, const Entry& entry, EventSink& sink);

  Bytes text_;
  TextReaderOptions options_;
  std::size_t at_ = 0;
  std::size_t line_number_ = 1;
};

}  // namespace rdb
