#include "librdb/parse/rdb_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

InputOptions input_options(const ReaderOptions& options, const ReaderState& state, bool checksum) {
  return {.window_bytes = options.window_bytes,
          .max_materialised = options.max_materialised,
          .checksum = checksum,
          .crc = state.crc,
          .offset = state.offset};
}

constexpr unsigned char kNotShort = 0xff;
constexpr std::size_t kMostShortRecord =
    ShortString::kHead + ShortString::kMostKey + ShortString::kMostValue;
constexpr std::size_t kLeastBehindKey = ShortString::kMostValue;  // in the window, if all fits it
constexpr std::size_t kMostShortStrings = 128;

}  // namespace

RdbReader::RdbReader(Source& source, ReaderOptions options)
    : options_(options),
      source_name_(source.name()),
      is_seekable_(source.length() != Source::kUnknown),
      in_(source, input_options(options, {}, options.verify_checksum)),
      values_(in_, options_),
      verify_(options.verify_checksum) {}

RdbReader::RdbReader(Source& source, const ReaderState& state, ReaderOptions options)
    : options_(options),
      source_name_(source.name()),
      is_seekable_(source.length() != Source::kUnknown),
      in_(source, input_options(options, state, options.verify_checksum && state.has_crc)),
      values_(in_, options_),
      phase_(Phase::records),
      verify_(options.verify_checksum && state.has_crc),
      attributes_(state.sticky) {
  choose_family(state.family, state.version);
  entry_.db = state.db;
  has_attributes_ = dangling_ = attributes_ != Attributes{};
}

void RdbReader::choose_family(Family family, std::uint32_t version) {
  family_ = family;
  version_ = version;
  types_ = value_types(family).data();
}

ReaderState RdbReader::state() {
  assert(phase_ != Phase::header);
  return {.family = family_,
          .version = version_,
          .db = entry_.db,
          .sticky = attributes_,
          .offset = in_.offset(),
          .has_crc = verify_,
          .crc = verify_ ? in_.checksum() : 0};
}

void RdbReader::attach(EventSink& sink) {
  sink_ = &sink;
  needs_ = sink.needs();
  short_string_sink_ = dynamic_cast<ShortStringSink*>(&sink);
  if (short_string_sink_ == nullptr) return;
  if (short_string_sink_->takes_short_strings()) {
    short_strings_.resize(kMostShortStrings);
  } else {
    short_string_sink_ = nullptr;
  }
}

void RdbReader::run(EventSink& sink) { read_records(sink, ~std::uint64_t{0}); }

bool RdbReader::step(EventSink& sink, std::uint64_t records) {
  read_records(sink, records);
  return phase_ != Phase::finished;
}

// A part of read_records(), its only caller: a call and its saved registers would be a tenth of a
// short record's cost.
[[gnu::always_inline]] inline void RdbReader::step_record(EventSink& sink) {
  in_.set_hard_mark();
  record_offset_ = in_.offset();
  for (;;) {
    if (in_.available() == 0) {
      record_name_ = "record";
      in_.need(1);
    }
    const auto byte = static_cast<std::uint8_t>(*in_.at());
    const ValueType& type = types_[byte];
    if (type.first_version <= version_) [[likely]]
      return read_key(type, sink);
    if (read_opcode(byte, sink)) return end_record();
  }
}

// The one place where errors get theirs.
void RdbReader::read_records(EventSink& sink, std::uint64_t at_most) {
  if (lost_) throw_lost();
  if (sink_ != &sink) attach(sink);
  try {
    if (phase_ == Phase::header) {
      in_key_ = entered_ = false;
      record_offset_ = in_.offset();
      read_header(sink);
      --at_most;
    }
    for (; at_most != 0 && phase_ == Phase::records; --at_most) {
      in_key_ = entered_ = false;
      if (short_string_sink_ != nullptr) {
        if (const std::uint64_t told = tell_short_strings(at_most, sink); told != 0) {
          at_most -= told - 1;
          continue;
        }
      }
      if (!read_short_string(sink)) step_record(sink);
    }
  } catch (TruncatedInput& error) {
    lost_ = true;
    error.at(place_of_error());
    if (entered_) abort_entry(sink);
    throw;
  } catch (IoError&) {
    lost_ = true;
    throw;
  } catch (Error& error) {
    error.at(place_of_error());
    const bool damage = dynamic_cast<CorruptInput*>(&error) != nullptr ||
                        dynamic_cast<Unsupported*>(&error) != nullptr;
    lost_ = !(damage && entered_ && values_.recover(*type_));
    if (damage && entered_) abort_entry(sink);
    throw;
  } catch (...) {
    lost_ = true;
    throw;
  }
}

// A sink that cannot take a key back must not hide why it was asked to; nothing may follow then.
void RdbReader::abort_entry(EventSink& sink) noexcept {
  try {
    sink.abort(entry_);
  } catch (const Error&) {
    lost_ = true;
  }
}

Place RdbReader::place_of_error() const {
  Place place;
  place.file = source_name_;
  if (phase_ == Phase::finished) return place;
  place.offset = in_.offset();
  place.record = record_offset_;
  if (phase_ != Phase::header) place.db = entry_.db;
  place.what = in_key_ ? type_->info->name : record_name_;
  if (in_key_ && has_key_) {
    place.has_key = true;
    place.key = entry_.key;
  }
  return place;
}

void RdbReader::throw_lost() const {
  throw CorruptInput("an earlier error left the reader without a place to go on from");
}

// ---- keys ------------------------------------------------------------------------------------

Bytes RdbReader::read_key_name() {
  const std::size_t first = in_.available() != 0 ? static_cast<unsigned char>(*in_.at()) : 0xff;
  if (first < 64 && first < in_.available()) [[likely]] {
    const Bytes key(in_.at() + 1, first);
    in_.advance(1 + first);
    entry_.key_slack = kWindowSlack;
    return key;
  }
  entry_.key_slack = 0;
  return read_name(in_, key_scratch_);
}

void RdbReader::read_key(const ValueType& type, EventSink& sink) {
  if (type_ != &type) {
    if (!type.steppable) throw_unknown(type.info->type_byte);
    type_ = &type;
    entry_.type = type.info->type;
    entry_.type_byte = type.info->type_byte;
    entry_.encoding = type.info->name;
  }
  in_key_ = true;
  has_key_ = false;
  in_.advance(1);
  entry_.key = read_key_name();
  in_.pin(Input::Pin::entry);
  has_key_ = true;
  entry_.stored_head = in_.marked();
  entry_.offset = record_offset_;
  if (has_attributes_ || entry_has_attributes_) [[unlikely]]
    take_attributes();
  read_value(type, sink);
}

void RdbReader::take_attributes() {
  entry_.head_is_complete = !dangling_;
  entry_.attributes = std::exchange(attributes_, {});
  entry_metadata_ = std::exchange(metadata_, {});
  entry_.key_metadata = entry_metadata_;
  entry_has_attributes_ = std::exchange(has_attributes_, false);
  dangling_ = false;
}

void RdbReader::read_value(const ValueType& type, EventSink& sink) {
  if (needs_.sized_entries) {
    values_.begin();
    entry_.value_bytes = values_.measure(type);
  }
  const std::uint64_t begin = in_.offset();
  const Interests interests = sink.enter(entry_);
  entered_ = true;
  if (!type.program.is_string || !tell_short_string(type, interests, sink)) {
    tell_value(type, interests, sink);
  }
  if (needs_.leave) {
    const std::uint64_t end = in_.offset();
    const std::uint64_t size = needs_.sized_entries ? entry_.value_bytes : end - begin;
    sink.on(Leave{.value_bytes = size, .end_offset = end});
  }
}

void RdbReader::tell_value(const ValueType& type, Interests interests, EventSink& sink) {
  if (!needs_.sized_entries) values_.begin();
  if (interests.empty()) {
    values_.skip(type);
  } else {
    values_.deliver(entry_, type, interests, sink);
  }
}

// step_record() for nearly every key of nearly every large dump: a short name and value behind the
// type byte of a string, all in the window. Where its bytes are is kept in registers: through the
// input's memory each step would wait for the one before. False, and nothing was done, for others.
[[gnu::always_inline]] inline bool RdbReader::read_short_string(EventSink& sink) {
  const ValueType& type = types_[type_byte::kString];
  if (in_.available() < kMostShortRecord || type_ != &type || has_attributes_ ||
      entry_has_attributes_ || needs_.sized_entries) {
    return false;
  }
  const char* const p = in_.at();
  const std::size_t key_size = static_cast<unsigned char>(p[1]);
  if (*p != static_cast<char>(type_byte::kString) || key_size >= 64) return false;
  const char* const value = p + 2 + key_size;
  const std::size_t size = kShortSizes[static_cast<unsigned char>(*value)];
  if (size == 0) return false;
  in_.set_hard_mark();
  record_offset_ = in_.offset();
  in_.advance_to(value);
  in_.pin(Input::Pin::entry);
  in_key_ = has_key_ = true;
  entry_.key = Bytes(p + 2, key_size);
  entry_.key_slack = kWindowSlack;
  entry_.stored_head = Bytes(p, 2 + key_size);
  entry_.offset = record_offset_;
  const Interests interests = sink.enter(entry_);
  entered_ = true;
  if (!tell_short_string(type, value, size, interests, sink)) tell_value(type, interests, sink);
  if (needs_.leave) {
    const std::uint64_t end = in_.offset();
    sink.on(Leave{.value_bytes = end - record_offset_ - 2 - key_size, .end_offset = end});
  }
  return true;
}

// Those that stand side by side from here on, up to so many; how many there were.
std::uint64_t RdbReader::tell_short_strings(std::uint64_t at_most, EventSink& sink) {
  const ValueType& type = types_[type_byte::kString];
  if (in_.available() < kMostShortRecord || type_ != &type || has_attributes_ ||
      entry_has_attributes_ || needs_.sized_entries) {
    return 0;
  }
  const std::size_t most = std::min<std::uint64_t>(at_most, short_strings_.size());
  const char* const last = in_.end() - kMostShortRecord;
  const char* p = in_.at();
  std::size_t count = 0;
  for (; count < most && p <= last; ++count) {
    const auto key_size = static_cast<std::uint8_t>(p[1]);
    if (*p != static_cast<char>(type_byte::kString) || key_size > ShortString::kMostKey) break;
    const char* const value = p + ShortString::kHead + key_size;
    const std::uint8_t size = kShortSizes[static_cast<unsigned char>(*value)];
    if (size == 0) break;
    short_strings_[count] = {.record = p, .key_size = key_size, .value_size = size};
    p = value + size;
  }
  return offer_short_strings({short_strings_.data(), count}, sink);
}

// What the sink does not take comes as any other key does. How many are done: fewer than there are
// only where one of those has moved the window.
std::uint64_t RdbReader::offer_short_strings(std::span<const ShortString> strings,
                                             EventSink& sink) {
  const char* const end_of_window = in_.end();
  std::size_t done = 0;
  while (done < strings.size() && in_.at() == strings[done].record && in_.end() == end_of_window) {
    in_key_ = entered_ = false;
    record_name_ = types_[type_byte::kString].info->name;
    record_offset_ = in_.offset();
    in_.clear_mark();
    const std::size_t taken =
        short_string_sink_->on_short_strings({.strings = strings.subspan(done),
                                              .db = entry_.db,
                                              .type_byte = type_byte::kString,
                                              .encoding = record_name_,
                                              .offset = record_offset_,
                                              .slack = kWindowSlack + kLeastBehindKey});
    done += taken;
    if (taken != 0) {
      const ShortString& last = strings[done - 1];
      in_.advance_to(last.record + last.size());
    }
    if (done == strings.size()) break;
    in_key_ = entered_ = false;
    if (!read_short_string(sink)) break;
    ++done;
  }
  return done;
}

inline bool RdbReader::tell_short_string(const ValueType& type, Interests interests,
                                         EventSink& sink) {
  const char* const p = in_.at();
  const auto first = in_.available() != 0 ? static_cast<unsigned char>(*p) : kNotShort;
  const std::size_t size = kShortSizes[first];
  if (size == 0 || size > in_.available()) return false;
  return tell_short_string(type, p, size, interests, sink);
}

// The common case without detours: a value that is one short raw string or an integer, all of it in
// the window, and one simple wish.
[[gnu::always_inline]] inline bool RdbReader::tell_short_string(const ValueType& type,
                                                                const char* p, std::size_t size,
                                                                Interests interests,
                                                                EventSink& sink) {
  if (interests.empty()) {
    in_.advance_to(p + size);
    return true;
  }
  const bool is_string = &type == types_ + type_byte::kString;
  const bool wants_text = is_string && interests == Interest::elements;
  const bool wants_layout = is_string && interests == Interest::layout;
  if (!wants_text && !wants_layout && interests != Interest::raw) return false;
  const auto first = static_cast<unsigned char>(*p);
  in_.clear_mark();
  in_.advance_to(p + size);
  if (wants_layout) {
    tell_plain_element(sink, ElementRole::value, short_string_at(p, size));
  } else if (!wants_text) {
    sink.on(RawValue{.body = Payload::view({p, size})});
  } else if (first < 64) {
    sink.on(
        StringValue{.value = Payload::view({p + 1, size - 1}), .stored = Payload::view({p, size})});
  } else {
    sink.on(StringValue{.value = Payload::integer(ShortString::integer_at(p, size)),
                        .stored = Payload::view({p, size})});
  }
  return true;
}

}  // namespace rdb
