#include "librdb/report/advice_text.h"

#include "librdb/report/quantity_text.h"
#include "librdb/report/shell_word.h"

namespace rdb {
namespace {

constexpr std::size_t kSavedWidth = 10;

std::string keys_text(std::uint64_t keys) {
  return thousands(keys) + (keys == 1 ? " key" : " keys");
}

std::string sentence(const Advice& advice, std::size_t room) {
  // What is left for the pattern beside the words.
  const auto with_pattern = [&](const std::string& before, const std::string& behind) {
    const std::size_t words = display_width(before) + display_width(behind);
    return before + shown_name(advice.pattern, words + 12 > room ? 12 : room - words) + behind;
  };
  switch (advice.kind) {
    case Advice::Kind::regroup:
      return with_pattern("estimated: ", " as " + thousands(advice.hashes) + " hashes");
    case Advice::Kind::raise_limit:
      return advice.setting + " " + std::to_string(advice.from) + " -> " +
             std::to_string(advice.to) + " packs " + keys_text(advice.keys);
    case Advice::Kind::add_ttl:
      return with_pattern(keys_text(advice.keys) + " of ", " have no TTL, most others do");
    case Advice::Kind::idle:
      return keys_text(advice.keys) + ": not read for 30 days or more";
    case Advice::Kind::compress:
      return thousands(advice.keys) + " strings that LZF halves: let the application compress them";
    case Advice::Kind::expired:
      return keys_text(advice.keys) + " expired and are still there: read or scan them";
    case Advice::Kind::skew:
      return shown_name(advice.node, 32) + " has so much more than the mean: move slots from it";
  }
  return {};
}

// What the n-th command for a regroup writes, and the next one reads.
std::string written_by(unsigned n) {
  return n == 1 ? "regrouped.rdb" : "regrouped-" + std::to_string(n) + ".rdb";
}

}  // namespace

std::string render_advice_text(const Advice& advice, const TextStyle& style,
                               const std::vector<std::string>& inputs, unsigned regroups) {
  const std::size_t room = style.width - kSavedWidth - 4;
  const std::string indent(kSavedWidth + 4, ' ');
  std::string out = "  " + padded_left("-" + iec_bytes(advice.saved), kSavedWidth) + "  " +
                    cut_to_width(sentence(advice, room), room) + "\n";
  if (advice.kind == Advice::Kind::regroup) {
    std::string files;
    if (regroups == 0) {
      for (const std::string& input : inputs) files += shell_word(input) + " ";
      if (files.empty()) files = "DUMP ";
    } else {
      files = written_by(regroups) + " ";
    }
    out += indent + "rdbmill regroup " + files + "-o " + written_by(regroups + 1) + " \\\n" +
           indent + "  --match " + shell_word(advice.pattern) + " --field " +
           shell_word(advice.field) + (advice.any_value ? " --values any" : "") + "\n";
  }
  return out;
}

}  // namespace rdb
