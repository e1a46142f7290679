#include "tools/gen_counters.h"

#include <algorithm>
#include <string>

namespace rdbmill {
namespace {

constexpr std::uint64_t kOneSingleIn = 1024;
constexpr std::size_t kArticleBytes = 6;

// Mostly two or three digits, now and then one or a few more.
std::int64_t value_of(std::uint64_t chance) {
  const auto pick = static_cast<std::uint32_t>(chance & 127);
  const auto below = [&](std::uint64_t n) {
    return static_cast<std::int64_t>(((chance >> 32) * n) >> 32);
  };
  if (pick < 14) return 1 + below(9);
  if (pick < 76) return 10 + below(90);
  if (pick < 124) return 100 + below(900);
  return pick < 127 ? 1000 + below(9000) : 10'000 + below(90'000);
}

void write_article(char* to, std::uint32_t article) {
  for (std::size_t i = kArticleBytes; i > 0; --i, article /= 10) {
    to[i - 1] = static_cast<char>('0' + article % 10);
  }
}

}  // namespace

CounterGenerator::CounterGenerator(const CounterOptions& options)
    : options_(options),
      single_keys_(options.keys / kOneSingleIn),
      order_(std::max<std::uint64_t>(1, options.keys), mixed(options.seed)),
      groups_(options.seed),
      keys_(groups_.groups_of(options.keys - single_keys_), kArticleBytes, options.seed),
      single_names_(single_keys_, 1, options.seed) {}

void CounterGenerator::begin(rdb::EventSink& sink) {
  sink.on(rdb::Header{.family = rdb::Family::redis, .version = 10});
  constexpr std::int64_t kDay = 86'400;
  constexpr std::int64_t kFirstDay = 1'370'822'400;  // 2013-06-10
  const std::int64_t days = std::max(keys_.days(), single_names_.days());
  const std::string ctime =
      std::to_string(options_.ctime_seconds.value_or(kFirstDay + days * kDay));
  sink.on(rdb::Aux{.name = "redis-ver", .value = "7.0.15"});
  sink.on(rdb::Aux{.name = "redis-bits", .value = "64"});
  sink.on(rdb::Aux{.name = "ctime", .value = ctime});
  if (options_.keys != 0) sink.on(rdb::SelectDb{.db = 0});
}

std::uint64_t CounterGenerator::add_keys(rdb::EventSink& sink, std::uint64_t most) {
  const std::uint64_t end = next_ + std::min(most, options_.keys - next_);
  const std::uint64_t made = end - next_;
  char key[kCounterKeyBytes];
  rdb::Entry entry;
  entry.key = rdb::Bytes(key, sizeof key);
  entry.type = rdb::ObjectType::string;
  entry.encoding = "string";
  for (; next_ < end; ++next_) {
    const rdb::Payload value = rdb::Payload::integer(write_key(key, order_(next_)));
    if (!sink.enter(entry).empty()) {
      sink.on(rdb::StringValue{.value = value, .stored = rdb::Payload()});
    }
  }
  return made;
}

// The key of a number, and its value.
std::int64_t CounterGenerator::write_key(char* to, std::uint64_t number) const {
  if (number < single_keys_) {
    to[single_names_.write(to, number)] = '*';
  } else {
    const CounterGroups::Member member = groups_.member(number - single_keys_);
    const std::size_t at = keys_.write(to, member.group);
    write_article(to + at, groups_.article(member));
  }
  return value_of(mixed(number * 0x9e3779b97f4a7c15 + options_.seed));
}

}  // namespace rdbmill
