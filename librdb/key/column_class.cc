#include "librdb/key/column_class.h"

#include <algorithm>

namespace rdb {
namespace {

// A vocabulary has few words however many keys there are.
constexpr double kFew = 20;

// Eight digits, or the first six of them.
bool is_month_of_year(std::uint64_t year, std::uint64_t month) {
  return year >= 1970 && year <= 2100 && month >= 1 && month <= 12;
}

struct ClassOfToken {
  TokenClass token;
  ColumnClass column;
};

constexpr ClassOfToken kClasses[] = {
    {TokenClass::uuid, ColumnClass::uuid},       {TokenClass::ulid, ColumnClass::ulid},
    {TokenClass::date, ColumnClass::date},       {TokenClass::email, ColumnClass::email},
    {TokenClass::url, ColumnClass::url},         {TokenClass::address, ColumnClass::address},
    {TokenClass::version, ColumnClass::version}, {TokenClass::json, ColumnClass::json},
    {TokenClass::locale, ColumnClass::locale}};

}  // namespace

Bytes name_of(ColumnClass column) {
  static constexpr Bytes kNames[] = {
      "word",    "word",   "id",      "number", "date", "date", "year", "month", "hour",
      "minute",  "time",   "time",    "id",     "hex",  "uuid", "ulid", "email", "url",
      "address", "locale", "version", "token",  "json", "path", "part"};
  return kNames[static_cast<std::size_t>(column)];
}

void ColumnProfile::add(Bytes value, std::uint64_t weight) {
  const TokenClass token = rdb::classify(value);
  tokens_[static_cast<std::size_t>(token)] += weight;
  count_ += weight;
  if (token == TokenClass::integer) add_integer(value, weight);
}

void ColumnProfile::add_integer(Bytes text, std::uint64_t weight) {
  integers_ += weight;
  if (text.front() == '-' || text.size() > 19) return;  // no date, no time
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  least_ = std::min(least_, value);
  most_ = std::max(most_, value);
  const std::size_t size = text.size();
  const std::uint64_t day = value % 100;
  const auto count = [weight](std::uint64_t& fitting, bool fits) { fitting += fits ? weight : 0; };
  count(date8_,
        size == 8 && day >= 1 && day <= 31 && is_month_of_year(value / 10000, value / 100 % 100));
  count(month_, size == 6 && is_month_of_year(value / 100, day));
  count(year_, size == 4 && value >= 1990 && value <= 2040);
  count(hour_, size <= 2 && value <= 23);
  count(minute_, size <= 2 && value <= 59);
  count(round_minutes_, size <= 2 && value % 5 == 0);
  count(epoch_, size == 10 && value >= 1'000'000'000 && value < 2'100'000'000);
  count(epoch_ms_, size == 13 && value >= 1'000'000'000'000 && value < 2'100'000'000'000);
  count(snowflake_, size >= 17);
}

ColumnClass ColumnProfile::classify_integers(double distinct) const {
  constexpr std::uint64_t kTenYears = 10ULL * 366 * 86400;
  constexpr double kMostYears = 50;
  if (holds(date8_, integers_)) return ColumnClass::date8;
  if (holds(year_, integers_) && distinct <= kMostYears) return ColumnClass::year;
  if (holds(month_, integers_) && distinct <= 12 * kMostYears) return ColumnClass::month;
  if (holds(epoch_, integers_) && most_ - least_ < kTenYears) return ColumnClass::epoch;
  if (holds(epoch_ms_, integers_) && most_ - least_ < kTenYears * 1000) {
    return ColumnClass::epoch_ms;
  }
  if (holds(snowflake_, integers_) && most_ / 2 < least_) return ColumnClass::snowflake;
  // From 11.5 on it is a dozen: estimates have fractions.
  if (holds(hour_, integers_) && distinct > 11.5) return ColumnClass::hour;
  if (holds(minute_, integers_) && most_ > 23 &&
      (distinct > 11.5 || (distinct > 2.5 && holds(round_minutes_, integers_)))) {
    return ColumnClass::minute;
  }
  return distinct <= 8.5 ? ColumnClass::number : ColumnClass::id;
}

ColumnClass ColumnProfile::classify(double distinct) const {
  const auto tokens = [this](TokenClass token) { return tokens_[static_cast<std::size_t>(token)]; };
  const std::uint64_t told = count_ - tokens(TokenClass::wild) - tokens(TokenClass::empty);
  if (told == 0) return ColumnClass::vocabulary;
  if (holds(integers_, told)) return classify_integers(distinct);
  // Random hex digits are integers or words by chance: 2 % of eight are all decimal.
  const std::uint64_t hex = tokens(TokenClass::hex);
  if (hex * 100 >= told * 90 && holds(hex + integers_ + tokens(TokenClass::word), told)) {
    return ColumnClass::hex;
  }
  for (const ClassOfToken& known : kClasses) {
    if (holds(tokens(known.token), told)) return known.column;
  }
  const std::uint64_t random = tokens(TokenClass::token) + hex + tokens(TokenClass::ulid);
  if (random * 100 >= told * 90) return ColumnClass::token;
  if (holds(tokens(TokenClass::word) + tokens(TokenClass::locale), told)) {
    return distinct <= kFew + 0.5 ? ColumnClass::vocabulary : ColumnClass::word;
  }
  return distinct <= kFew + 0.5 ? ColumnClass::vocabulary : ColumnClass::mixed;
}

}  // namespace rdb
