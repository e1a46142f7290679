#include "librdb/parse/value_reader.h"

#include <optional>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/parse/stored_string.h"
#include "librdb/parse/stream_source.h"
#include "librdb/parse/walking.h"

namespace rdb {
namespace {

constexpr ShapeProgram kStrings = compile_shape("s");

[[noreturn]] void throw_no_decoder(const Entry& entry, const char* wanted) {
  throw Unsupported("the " + std::string(wanted) + " of type " + std::to_string(entry.type_byte) +
                    " (" + std::string(entry.encoding) + ") cannot be read");
}

}  // namespace

std::uint64_t ValueReader::measure(const ValueType& type) {
  in_.set_soft_mark();
  if (type.program.is_string) {
    measured_ = peek_string_header(in_).total();
    return measured_;
  }
  walker_.start(type.program);
  if (walk_marked(in_, walker_)) {
    measured_ = in_.marked().size();
    in_.rewind();
    state_ = State::in_window;
  } else {
    spool_rest();
    measured_ = spool_->size();
  }
  return measured_;
}

void ValueReader::skip(const ValueType& type) {
  switch (state_) {
    case State::spooled:
      return;
    case State::in_window:
      return in_.skip(measured_);
    case State::unread:
      break;
  }
  walker_.start(type.program);
  walk_to_end(in_, walker_);
}

void ValueReader::deliver(const Entry& entry, const ValueType& type, Interests interests,
                          EventSink& sink) {
  if (state_ == State::spooled) return deliver_from_spool(entry, type, interests, sink);
  in_.set_soft_mark();
  if (interests == Interest::elements) {
    decode(in_, entry, type, Interest::elements, sink);
  } else if (interests == Interest::raw) {
    deliver_raw(type, sink);
  } else if (interests == Interest::layout) {
    decode(in_, entry, type, Interest::layout, sink);
  } else {
    deliver_several(entry, type, interests, sink);
  }
}

void ValueReader::decode(Input& in, const Entry& entry, const ValueType& type, Interest interest,
                         EventSink& sink) {
  const bool elements = interest == Interest::elements;
  const ValueFunction function = elements ? type.elements : type.layout;
  if (function == nullptr) throw_no_decoder(entry, elements ? "elements" : "layout");
  ValueContext context{in, sink, entry, scratch_, strings_behind_, options_.spools};
  function(context);
}

void ValueReader::deliver_raw(const ValueType& type, EventSink& sink) {
  walker_.start(type.program);
  if (walk_marked(in_, walker_)) {
    sink.on(RawValue{.body = Payload::view(in_.marked())});
    return;
  }
  const std::uint64_t size =
      walker_.in_last_string() ? in_.marked().size() + walker_.wanted() : kUnknownSize;
  WalkedStream stream(in_, walker_);
  sink.on(RawValue{.body = Payload::stream(stream, size)});
  stream.finish();
}

void ValueReader::deliver_several(const Entry& entry, const ValueType& type, Interests interests,
                                  EventSink& sink) {
  walker_.start(type.program);
  if (!walk_marked(in_, walker_)) {
    spool_rest();
    return deliver_from_spool(entry, type, interests, sink);
  }
  const std::size_t size = in_.marked().size();
  if (interests.has(Interest::layout)) {
    in_.rewind();
    decode(in_, entry, type, Interest::layout, sink);
  }
  if (interests.has(Interest::raw)) {
    in_.rewind();
    in_.advance(size);
    sink.on(RawValue{.body = Payload::view(in_.marked())});
  }
  if (interests.has(Interest::elements)) {
    in_.rewind();
    decode(in_, entry, type, Interest::elements, sink);
  }
}

void ValueReader::spool_rest() {
  if (options_.spools == nullptr) {
    throw LimitExceeded("a value larger than the window is wanted twice, and no spool was given");
  }
  if (!spool_) spool_ = options_.spools->make();
  spool_->clear();
  WalkedStream stream(in_, walker_);
  append_all(*spool_, stream);
  state_ = State::spooled;
}

void ValueReader::deliver_from_spool(const Entry& entry, const ValueType& type, Interests interests,
                                     EventSink& sink) {
  const std::uint64_t size = spool_->size();
  const auto pass = [&](Interest interest) {
    if (!interests.has(interest)) return;
    if (interest == Interest::raw) {
      sink.on(RawValue{.body = Payload::stream(spool_->replay(), size)});
      return;
    }
    StreamSource source(spool_->replay(), size);
    InputOptions options{.window_bytes = options_.window_bytes,
                         .max_materialised = options_.max_materialised,
                         .offset = begin_};
    Input in(source, options);
    try {
      decode(in, entry, type, interest, sink);
    } catch (Error& error) {
      Place place;
      place.offset = in.offset();
      error.at(place);
      throw;
    }
  };
  pass(Interest::layout);
  pass(Interest::raw);
  pass(Interest::elements);
}

bool ValueReader::recover(const ValueType& type) noexcept try {
  if (state_ == State::spooled) return true;
  if (in_.has_mark()) {
    in_.rewind();
    walker_.start(type.program);
    walk_to_end(in_, walker_);
    return true;
  }
  if (strings_behind_ == ValueContext::kNoResume || in_.string_end() == Input::kUnknown ||
      in_.string_end() < in_.offset()) {
    return false;
  }
  in_.skip(in_.string_end() - in_.offset());
  for (; strings_behind_ != 0; --strings_behind_) {
    walker_.start(kStrings);
    walk_to_end(in_, walker_);
  }
  return true;
} catch (...) {
  return false;
}

}  // namespace rdb
