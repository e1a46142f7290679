// Events → JSON: one key a line, or the array of objects that older tools write.
//
//   rdb::JsonWriter writer(*out, {.layout = rdb::JsonLayout::lines, .spools = &spools});
//   reader.run(writer);
//
// lines: {"db":0,"key":"k","type":"hash","encoding":"hash_listpack","expire_ms":null,"value":[["f",
//   "v"]]}, then `idle`, `freq` where the dump has them and `field_expire_ms` [["f",ms]] where
//   fields expire. A string is a JSON string, a list or set an array, a sorted set
//   [[member,"score"]], a stream an object (json_stream_value.h); of a module's value nothing is
//   known: null. Bytes that are not UTF-8 are {"b64":"…"}. Integers in the dump are their decimal
//   text.
// legacy: [{"k":"v","h":{"f":"v"},"z":{"m":1.5}},{…}]: an object for each database. Bytes that are
//   not UTF-8 become the characters U+0000 to U+00FF, as it has no other form for them.
//
// Holds the output buffer (256 KiB), a piece of a line (64 KiB and one element), and spools for
// values larger than a window and for the expiries of fields.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/io/output_buffer.h"
#include "librdb/write/json_stream_value.h"

namespace rdb {

enum class JsonLayout : std::uint8_t { lines, legacy };

struct JsonWriterOptions {
  JsonLayout layout = JsonLayout::lines;
  SpoolFactory* spools = nullptr;  ///< for values that are streams; without it they are an error
};

class JsonWriter final : public EventSink {
 public:
  /// `out` and the spools must outlive the writer, which never closes `out`.
  JsonWriter(ByteSink& out, JsonWriterOptions options) : options_(options), out_(out) {}

  std::uint64_t keys() const { return keys_; }

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Finish& event) override;

  void on(const Header&) override {}
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}

  void on(const StringValue& event) override;
  void on(const RawValue&) override {}
  void on(const CollectionBegin& event) override;
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override;
  void on(const StreamGroup& event) override { stream_.add(line_, event); }
  void on(const StreamPending& event) override { stream_.add(line_, event); }
  void on(const StreamConsumer& event) override { stream_.add(line_, event); }
  void on(const StreamConsumerPending& event) override { stream_.add(line_, event); }
  void on(const CollectionEnd& event) override;

  // Never asked for.
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

 private:
  bool is_legacy() const { return options_.layout == JsonLayout::legacy; }
  void begin_record(const Entry& entry);
  void end_record();
  void append_attributes();
  void begin_element();
  void append_text(Bytes bytes);
  void append_payload(const Payload& payload);
  void append_stream(ByteStream& stream);
  void keep_expiry(Bytes field, std::int64_t expire_ms);
  void append_expiries();
  void flush_line();
  Spool& spool(std::unique_ptr<Spool>& which);

  JsonWriterOptions options_;
  OutputBuffer out_;
  OwnedBytes line_;  // what is not yet in the buffer
  JsonStreamValue stream_;
  const Entry* entry_ = nullptr;
  OutputBuffer::Mark mark_;
  std::optional<std::uint32_t> db_before_;  // the key
  std::uint64_t keys_in_object_before_ = 0;
  bool first_element_ = true;
  std::optional<std::uint32_t> db_;  // of the object that is open
  std::uint64_t keys_ = 0;
  std::uint64_t keys_in_object_ = 0;
  OwnedBytes expiries_;  // of fields, not yet in the spool
  std::unique_ptr<Spool> expiry_spool_;
  bool expiries_spooled_ = false;
  std::unique_ptr<Spool> value_spool_;
};

}  // namespace rdb
