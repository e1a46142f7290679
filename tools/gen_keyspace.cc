#include "tools/gen_keyspace.h"

#include <algorithm>
#include <cmath>

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

using rdb::ObjectType;
using rdb::OwnedBytes;
using rdb::Payload;

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
constexpr std::size_t kTextBytes = 65'536;

std::string make_text(std::uint64_t seed) {
  static constexpr rdb::Bytes kWords[] = {
      "order ",  "customer ", "invoice ", "\"total\":", "currency", " pending ",
      "street ", "\"id\":",   "{\"a\":",  "true, ",     "basket ",  "</div>"};
  std::string text;
  for (std::uint64_t dice = mixed(seed); text.size() < kTextBytes; dice = mixed(dice + kStep)) {
    text += kWords[dice % std::size(kWords)];
    if ((dice >> 32 & 3) == 0) text += std::to_string(dice >> 44);
  }
  text.resize(kTextBytes);
  return text;
}

}  // namespace

// The value and the expiry of one key.
class KeyspaceGenerator::Key {
 public:
  Key(const KeyspaceGenerator& from, const KeyScheme& scheme, std::uint64_t number)
      : from_(from), scheme_(scheme), dice_(mixed(number * kStep + from.options_.seed)) {}

  // Keys were written at any time within their TTL.
  std::int64_t expire_ms() {
    if (scheme_.ttl == 0) return rdb::kNoExpiry;
    return from_.options_.ctime_seconds * 1000 + 1 +
           static_cast<std::int64_t>(below(std::uint64_t{scheme_.ttl} * 1000));
  }

  void say(rdb::EventSink& sink) {
    if (scheme_.type == ObjectType::string) return say_string(sink);
    count_ = between(scheme_.elements);
    const bool is_stream = scheme_.type == ObjectType::stream;
    sink.on(rdb::CollectionBegin{.count = is_stream ? rdb::kUnknownCount : count_});
    for (std::uint64_t i = 0; i < count_; ++i) say_element(sink, i);
    if (is_stream) {
      sink.on(rdb::StreamInfo{.length = count_,
                              .last_id = id(count_ - 1),
                              .first_id = id(0),
                              .max_deleted_id = {},
                              .entries_added = count_});
    }
    sink.on(rdb::CollectionEnd{});
  }

 private:
  std::uint64_t next() { return dice_ = mixed(dice_ + kStep); }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  // Small ones are as frequent as large ones by orders of magnitude. Integers only: libraries
  // differ in the last bit of a logarithm.
  std::uint64_t between(Range range) {
    std::uint64_t most = range.most;
    while (most / 2 > range.least && below(4) != 0) most /= 2;
    return range.least + below(std::max<std::uint64_t>(most, range.least) - range.least + 1);
  }

  void say_string(rdb::EventSink& sink) {
    if (scheme_.elements.most == 1) {
      const std::uint64_t digits =
          scheme_.size.least + below(scheme_.size.most - scheme_.size.least + 1);
      std::uint64_t limit = 1;
      for (std::uint64_t i = 0; i < digits; ++i) limit *= 10;
      const std::uint64_t value = limit / 10 + below(limit - limit / 10);
      const Payload number = Payload::integer(static_cast<std::int64_t>(value));
      return sink.on(rdb::StringValue{.value = number, .stored = Payload()});
    }
    OwnedBytes text;
    add_text(text, between(scheme_.size));
    const Payload value = Payload::view(text);
    sink.on(rdb::StringValue{.value = value, .stored = Payload()});
  }

  void add_text(OwnedBytes& text, std::uint64_t bytes) {
    const std::string& source = from_.text_;
    for (std::size_t at = below(source.size()); bytes != 0; at = 0) {
      const auto count = std::min<std::uint64_t>(bytes, source.size() - at);
      text.append(source, at, count);
      bytes -= count;
    }
  }

  // Another one for each i, about as long as the scheme says.
  OwnedBytes member(std::uint64_t i) {
    OwnedBytes text = std::to_string(1000 + i);
    const std::uint64_t bytes = between(scheme_.size);
    if (bytes <= text.size() + 1) return text;
    text += '-';
    add_text(text, bytes - text.size());
    return text;
  }

  void say_element(rdb::EventSink& sink, std::uint64_t i) {
    const OwnedBytes text = member(i);
    const Payload value = Payload::view(text);
    switch (scheme_.type) {
      case ObjectType::list:
        return sink.on(rdb::ListItem{{}, value});
      case ObjectType::set:
        return sink.on(rdb::SetMember{{}, text});
      case ObjectType::zset:
        return sink.on(rdb::ZsetMember{{}, text, static_cast<double>(below(1'000'000))});
      case ObjectType::hash:
        return sink.on(rdb::HashField{{}, "field" + std::to_string(i), value, rdb::kNoExpiry});
      default:
        break;
    }
    sink.on(rdb::StreamEntry{.id = id(i), .fields = 1});
    sink.on(rdb::StreamField{{}, "result", value});
  }

  rdb::StreamId id(std::uint64_t i) const {
    return {static_cast<std::uint64_t>(from_.options_.ctime_seconds) * 1000 + i, 0};
  }

  const KeyspaceGenerator& from_;
  const KeyScheme& scheme_;
  std::uint64_t dice_;
  std::uint64_t count_ = 0;
};

KeyspaceGenerator::KeyspaceGenerator(const KeyspaceOptions& options)
    : options_(options),
      order_(std::max<std::uint64_t>(1, options.keys), mixed(options.seed + 1)),
      text_(make_text(options.seed)) {
  for (const std::string& product : options_.products) {
    const auto all = key_schemes();
    if (std::none_of(all.begin(), all.end(),
                     [&](const KeyScheme& scheme) { return scheme.product == product; })) {
      throw UsageError("no scheme is of \"" + rdb::escaped(product) + "\"",
                       "rdbmill gen keyspace --list-schemes");
    }
  }
  std::uint64_t seed = options_.seed;
  for (const KeyScheme& scheme : key_schemes()) {
    seed = mixed(seed + kStep);
    const auto& wanted = options_.products;
    if (!wanted.empty() &&
        std::find(wanted.begin(), wanted.end(), scheme.product) == wanted.end()) {
      continue;
    }
    schemes_.push_back({&scheme, NameTemplate(scheme.names, options_.ctime_seconds, seed)});
  }
  share_out();
}

// By weight; what a scheme has no names for goes to the others.
void KeyspaceGenerator::share_out() {
  std::uint64_t left = options_.keys;
  while (left != 0) {
    std::uint64_t weights = 0;
    for (const Source& source : schemes_) {
      if (source.keys < source.names.capacity()) weights += source.scheme->weight;
    }
    if (weights == 0) throw UsageError("these schemes do not have that many keys");
    const std::uint64_t to_share = left;
    for (Source& source : schemes_) {
      const std::uint64_t free = source.names.capacity() - source.keys;
      if (free == 0) continue;
      // In two steps: the product may have more than 64 bits.
      const std::uint64_t weight = source.scheme->weight;
      const std::uint64_t share =
          to_share / weights * weight + (to_share % weights * weight + weights - 1) / weights;
      const std::uint64_t more = std::min({share, free, left});
      source.keys += more;
      left -= more;
    }
  }
  std::uint64_t first = 0;
  for (Source& source : schemes_) {
    source.first = first;
    first += source.keys;
  }
}

void KeyspaceGenerator::begin(rdb::EventSink& sink) {
  sink.on(rdb::Header{.family = rdb::Family::redis, .version = 11});
  sink.on(rdb::Aux{.name = "redis-ver", .value = "7.2.11"});
  sink.on(rdb::Aux{.name = "redis-bits", .value = "64"});
  sink.on(rdb::Aux{.name = "ctime", .value = std::to_string(options_.ctime_seconds)});
  if (options_.keys != 0) sink.on(rdb::SelectDb{.db = 0});
}

std::uint64_t KeyspaceGenerator::add_keys(rdb::EventSink& sink, std::uint64_t most) {
  const std::uint64_t made = std::min(most, options_.keys - next_);
  std::string name;
  for (const std::uint64_t end = next_ + made; next_ < end; ++next_) {
    const std::uint64_t number = order_(next_);
    const auto behind =
        std::upper_bound(schemes_.begin(), schemes_.end(), number,
                         [](std::uint64_t n, const Source& source) { return n < source.first; });
    current_ = static_cast<std::size_t>(behind - schemes_.begin()) - 1;
    const Source& source = schemes_[current_];
    source.names.write(number - source.first, name);
    Key key(*this, *source.scheme, number);
    rdb::Entry entry;
    entry.key = name;
    entry.type = source.scheme->type;
    entry.attributes.expire_ms = key.expire_ms();
    if (!sink.enter(entry).empty()) key.say(sink);
  }
  return made;
}

}  // namespace rdbmill
