#include "librdb/parse/make_value_decoder.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/parse/input.h"
#include "librdb/parse/stream_source.h"
#include "librdb/parse/value_reader.h"

namespace rdb {
namespace {

class Decoder final : public ValueDecoder {
 public:
  Decoder(Family family, std::uint32_t version, const ReaderOptions& options)
      : family_(family), version_(version), options_(options) {}

  void decode(const Entry& entry, const Payload& raw, Interests interests,
              EventSink& sink) override {
    const ValueType& type = value_types(family_)[entry.type_byte];
    if (type.first_version > version_ || !type.steppable) {
      throw Unsupported("object type " + std::to_string(entry.type_byte) + " is not known in a " +
                        std::string(name_of(family_)) + " file of version " +
                        std::to_string(version_));
    }
    if (raw.is_integer()) throw CorruptInput("a serialized value cannot be an integer");
    const InputOptions options{.window_bytes = options_.window_bytes,
                               .max_materialised = options_.max_materialised,
                               .offset = entry.offset + entry.stored_head.size()};
    if (raw.is_whole()) {
      Input in(raw.as_view(), options);
      return decode(in, entry, type, interests, sink);
    }
    StreamSource source(raw.parts(), raw.size());
    Input in(source, options);
    decode(in, entry, type, interests, sink);
  }

 private:
  void decode(Input& in, const Entry& entry, const ValueType& type, Interests interests,
              EventSink& sink) const {
    ValueReader values(in, options_);
    values.begin();
    try {
      if (interests.empty()) {
        values.skip(type);
      } else {
        values.deliver(entry, type, interests, sink);
      }
      if (in.ensure(1)) throw CorruptInput("bytes behind the end of the value");
    } catch (Error& error) {
      Place place;
      place.offset = in.offset();
      place.record = entry.offset;
      place.db = entry.db;
      place.has_key = true;
      place.key = entry.key;
      place.what = type.info->name;
      error.at(place);
      throw;
    }
  }

  Family family_;
  std::uint32_t version_;
  ReaderOptions options_;
};

}  // namespace

std::unique_ptr<ValueDecoder> make_value_decoder(Family family, std::uint32_t version,
                                                 ReaderOptions options) {
  return std::make_unique<Decoder>(family, version, options);
}

}  // namespace rdb
