#include "tools/name_template.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdbmill {
namespace {

constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

std::uint64_t product(std::uint64_t a, std::uint64_t b) { return a > kMost / b ? kMost : a * b; }

}  // namespace

NameTemplate::NameTemplate(rdb::Bytes text) {
  literals_.emplace_back();
  while (!text.empty()) {
    const std::size_t open = text.find('<');
    literals_.back() += text.substr(0, open);
    if (open == rdb::Bytes::npos) break;
    const std::size_t close = text.find('>', open);
    if (close == rdb::Bytes::npos) throw rdb::InvalidArgument("a placeholder is not closed", open);
    parts_.push_back(NamePart::compile(text.substr(open + 1, close - open - 1)));
    literals_.emplace_back();
    text.remove_prefix(close + 1);
  }
  count();
}

void NameTemplate::count() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].siblings() == 0) {
      groups_ = product(groups_, parts_[i].count());
      continue;
    }
    if (field_ != kNone) throw rdb::InvalidArgument("two placeholders tell siblings apart");
    field_ = i;
    siblings_ = parts_[i].siblings();
  }
  if (groups_ < kMost) return;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (i == field_) continue;
    if (carrier_ == kNone || parts_[i].count() > parts_[carrier_].count()) carrier_ = i;
  }
  if (carrier_ != kNone) groups_ = parts_[carrier_].count();
}

std::uint64_t NameTemplate::capacity() const {
  return product(groups_, std::max<std::uint64_t>(1, siblings_));
}

NameTemplate::NameTemplate(rdb::Bytes text, std::int64_t ctime_seconds, std::uint64_t seed)
    : NameTemplate(text) {
  ctime_seconds_ = ctime_seconds;
  seed_ = mixed(seed);
  order_ = Permutation(groups_, seed_);
}

// No sibling has the value of another.
std::uint64_t NameTemplate::value_of_sibling(std::uint64_t n) const {
  const Permutation order(parts_[field_].count(), mixed(group(n) * kStep + seed_));
  return order(n % siblings_);
}

void NameTemplate::write(std::uint64_t n, std::string& name) const {
  std::uint64_t rest = order_(group(n));
  std::uint64_t dice = mixed(rest * kStep + seed_);
  name.clear();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const NamePart& part = parts_[i];
    name += literals_[i];
    std::uint64_t value = 0;
    dice = mixed(dice + kStep);
    if (i == field_) {
      value = value_of_sibling(n);
    } else if (part.kind() == NamePart::Kind::path) {
      value = dice;
    } else if (carrier_ == i) {
      value = rest;
    } else if (carrier_ != kNone) {
      value = dice % part.count();
    } else {
      value = rest % part.count();
      rest /= part.count();
    }
    part.write(value, ctime_seconds_, name);
  }
  name += literals_.back();
  const bool is_java = !parts_.empty() && parts_.front().kind() == NamePart::Kind::jdk;
  if (!is_java) return;
  constexpr std::size_t kHeader = 5;  // then the length of the text, big-endian
  const std::size_t length = name.size() - kHeader;
  name.insert(kHeader, {static_cast<char>(length >> 8), static_cast<char>(length & 0xff)});
}

}  // namespace rdbmill
