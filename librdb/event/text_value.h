// The lines of one key's value, read back into events. Internal to text_reader.cc.
#pragma once
#include "librdb/event/event_sink.h"
#include "librdb/event/text_fields.h"
#include "librdb/event/text_reader.h"

namespace rdb {

/// What a line of a value belongs to.
enum class ValueForm : std::uint8_t {
  none,    // not of a value: the next record
  layout,  // of the layout only
  raw,
  elements,  // of the elements only
  detail,    // of a stream, in its layout or in its elements
  close,     // leave, abort
};
ValueForm value_form(Bytes word);

/// Says a value's lines to a sink, as far as they are wanted.
class TextValue {
 public:
  TextValue(EventSink& sink, Interests deliver, TextReaderOptions options)
      : sink_(sink), deliver_(deliver), options_(options) {}

  /// Requires: value_form(word) is one of layout, raw, elements, detail.
  void read(Bytes word, TextFields& fields);

 private:
  bool wanted(ValueForm form) const;
  void read_raw(TextFields& fields);
  void read_string(TextFields& fields);
  void read_element(Bytes word, TextFields& fields);
  void read_detail(Bytes word, TextFields& fields);
  void read_layout(Bytes word, TextFields& fields);
  void read_blob(TextFields& fields);
  void read_plain(TextFields& fields);
  template <class Event>
  void say(TextFields& fields, ValueForm form, const Event& event) {
    fields.end();
    if (wanted(form)) sink_.on(event);
  }

  EventSink& sink_;
  Interests deliver_;
  TextReaderOptions options_;
  bool in_layout_ = false;
};

/// A payload as it stands in the text.
class TextPayload {
 public:
  explicit TextPayload(TextFields& fields);
  /// Calls send(payload).
  template <class Send>
  void give(const TextReaderOptions& options, Send send) const {
    if (is_integer_) return send(Payload::integer(integer_));
    if (options.piece_bytes == 0 || bytes_.size() <= options.piece_bytes) {
      return send(Payload::view(bytes_));
    }
    Pieces pieces(bytes_, options.piece_bytes);
    send(Payload::stream(pieces, options.sizes_known ? bytes_.size() : kUnknownSize));
  }

 private:
  class Pieces final : public ByteStream {
   public:
    Pieces(Bytes bytes, std::size_t size) : rest_(bytes), size_(size) {}
    Bytes next() override {
      const Bytes piece = rest_.substr(0, size_);
      rest_.remove_prefix(piece.size());
      return piece;
    }

   private:
    Bytes rest_;
    std::size_t size_;
  };

  bool is_integer_;
  std::int64_t integer_ = 0;
  OwnedBytes bytes_;
};

}  // namespace rdb
