#include "tools/gen_mixed.h"

#include <algorithm>
#include <string>

#include "librdb/format/type_table.h"
#include "tools/permutation.h"

namespace rdbmill {
namespace {

using rdb::ObjectType;
using rdb::OwnedBytes;
using rdb::Payload;

constexpr const char* kWords[] = {
    "order",      "customer", "invoice", "article", "basket", "session",          "country",
    "currency",   "shipped",  "pending", "street",  "remark", "/orders/archive/", "\"id\":",
    "\"total\":", "true"};

}  // namespace

// One key: its dice are a function of its number.
class MixedGenerator::Key {
 public:
  Key(const MixedOptions& options, std::uint64_t number)
      : options_(options),
        number_(number),
        dice_(mixed(number * 0x9e3779b97f4a7c15 + options.seed)) {}

  void say(rdb::EventSink& sink) {
    const std::uint64_t pick = below(100);
    type_ = pick < 60   ? ObjectType::string
            : pick < 74 ? ObjectType::hash
            : pick < 83 ? ObjectType::list
            : pick < 91 ? ObjectType::set
            : pick < 98 ? ObjectType::zset
                        : ObjectType::stream;
    rdb::Entry entry;
    const OwnedBytes name = OwnedBytes(name_of(type_)) + ':' + std::to_string(number_ % 97) + ':' +
                            std::to_string(number_);
    entry.key = name;
    entry.type = type_;
    fields_expire_ = type_ == ObjectType::hash && below(20) == 0;
    entry.type_byte = fields_expire_ ? rdb::type_byte::kHashMetadata : rdb::type_byte::kHash;
    if (below(5) == 0) entry.attributes.expire_ms = some_time();
    if (sink.enter(entry).empty()) return;
    if (type_ == ObjectType::string) return say_string(sink);
    count_ = size();
    sink.on(
        rdb::CollectionBegin{.count = type_ == ObjectType::stream ? rdb::kUnknownCount : count_});
    for (std::uint64_t i = 0; i < count_; ++i) say_element(sink, i);
    if (type_ == ObjectType::stream) say_groups(sink);
    sink.on(rdb::CollectionEnd{});
  }

 private:
  std::uint64_t next() { return dice_ = mixed(dice_ + 0x9e3779b97f4a7c15); }
  std::uint64_t below(std::uint64_t n) { return ((next() >> 32) * n) >> 32; }
  std::int64_t some_time() {
    return options_.ctime_seconds * 1000 + static_cast<std::int64_t>(below(2'000'000'000));
  }
  // Mostly a few, at times more than a packed value holds.
  std::uint64_t size() {
    const std::uint64_t pick = below(100);
    return pick < 80 ? 1 + below(20) : pick < 98 ? 20 + below(150) : 500 + below(1000);
  }
  OwnedBytes words(std::uint64_t bytes) {
    OwnedBytes text;
    while (text.size() < bytes) {
      text += kWords[below(std::size(kWords))];
      text += below(3) == 0 ? std::to_string(below(10000)) : " ";
    }
    return text;
  }
  OwnedBytes random_bytes(std::uint64_t bytes) {
    OwnedBytes text(bytes, '\0');
    for (char& c : text) c = static_cast<char>(next());
    return text;
  }
  OwnedBytes short_text() {
    return below(3) == 0 ? std::to_string(below(1'000'000)) : words(4 + below(24));
  }

  void say_string(rdb::EventSink& sink) {
    const std::uint64_t pick = below(10);
    const OwnedBytes text = pick < 5   ? words(120 + below(900))
                            : pick < 7 ? std::to_string(below(1'000'000'000))
                            : pick < 9 ? random_bytes(8 + below(64))
                                       : random_bytes(200 + below(800));
    const Payload value = Payload::view(text);
    sink.on(rdb::StringValue{.value = value, .stored = Payload()});
  }

  void say_element(rdb::EventSink& sink, std::uint64_t i) {
    const OwnedBytes text = short_text();
    const Payload value = Payload::view(text);
    const OwnedBytes name = "f" + std::to_string(i * 7);
    switch (type_) {
      case ObjectType::list:
        return sink.on(rdb::ListItem{{}, value});
      case ObjectType::set:
        return sink.on(rdb::SetMember{{}, number_ % 2 == 0 ? std::to_string(i * i) : name});
      case ObjectType::zset:
        return sink.on(rdb::ZsetMember{{}, name, static_cast<double>(below(1000000)) / 8});
      case ObjectType::hash: {
        const bool expires = fields_expire_ && below(2) == 0;
        return sink.on(rdb::HashField{{}, name, value, expires ? some_time() : rdb::kNoExpiry});
      }
      default:
        break;
    }
    sink.on(rdb::StreamEntry{.id = id(i), .fields = 2});
    sink.on(rdb::StreamField{{}, "event", value});
    sink.on(rdb::StreamField{{}, "number", Payload::integer(static_cast<std::int64_t>(i))});
  }

  rdb::StreamId id(std::uint64_t i) const {
    return {static_cast<std::uint64_t>(options_.ctime_seconds) * 1000 + i / 3, i};
  }

  void say_groups(rdb::EventSink& sink) {
    const rdb::StreamId last = id(count_ - 1);
    sink.on(rdb::StreamInfo{.length = count_,
                            .last_id = last,
                            .first_id = id(0),
                            .max_deleted_id = {},
                            .entries_added = count_});
    const std::uint64_t pending = std::min<std::uint64_t>(count_, 10);
    sink.on(rdb::StreamGroup{.name = "workers",
                             .last_delivered = id(pending - 1),
                             .entries_read = static_cast<std::int64_t>(pending)});
    for (std::uint64_t i = 0; i < pending; ++i) {
      sink.on(rdb::StreamPending{
          .id = id(i), .delivery_ms = options_.ctime_seconds * 1000, .delivery_count = 1});
    }
    sink.on(rdb::StreamConsumer{.name = "one",
                                .seen_ms = options_.ctime_seconds * 1000,
                                .active_ms = options_.ctime_seconds * 1000});
    for (std::uint64_t i = 0; i < pending; ++i) sink.on(rdb::StreamConsumerPending{.id = id(i)});
  }

  const MixedOptions& options_;
  std::uint64_t number_;
  std::uint64_t dice_;
  ObjectType type_ = ObjectType::string;
  bool fields_expire_ = false;
  std::uint64_t count_ = 0;
};

void MixedGenerator::begin(rdb::EventSink& sink) {
  sink.on(rdb::Header{.family = rdb::Family::redis, .version = 12});
  sink.on(rdb::Aux{.name = "redis-ver", .value = "8.0.2"});
  sink.on(rdb::Aux{.name = "redis-bits", .value = "64"});
  sink.on(rdb::Aux{.name = "ctime", .value = std::to_string(options_.ctime_seconds)});
  if (options_.keys != 0) sink.on(rdb::SelectDb{.db = 0});
}

std::uint64_t MixedGenerator::add_keys(rdb::EventSink& sink, std::uint64_t most) {
  const std::uint64_t made = std::min(most, options_.keys - next_);
  for (const std::uint64_t end = next_ + made; next_ < end; ++next_) Key(options_, next_).say(sink);
  return made;
}

}  // namespace rdbmill
