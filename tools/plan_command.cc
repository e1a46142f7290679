#include <algorithm>

#include "tools/plan_text.h"
#include "tools/rules_file.h"

namespace rdbmill {
namespace {

bool is_plain(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || rdb::Bytes("_-./:,+@%").find(c) != rdb::Bytes::npos;
}

// Control bytes and what is not ASCII: it may be invalid UTF-8, or turn the line around.
bool is_hidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' || byte >= 0x7f;
}

std::string with_escapes(rdb::Bytes word) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_hidden(c)) {
      text += "\\x";
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    } else {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text + "'";
}

}  // namespace

std::string shell_word(rdb::Bytes word) {
  if (std::any_of(word.begin(), word.end(), is_hidden)) return with_escapes(word);
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

std::string plan_command(const rdb::Plan& plan, const rdb::PlanShape& shape,
                         const rdb::PlanCandidate& candidate, const PlanTextOptions& options) {
  std::string text = "rdbmill regroup " + shell_word(options.input) + " -o regrouped.rdb \\\n" +
                     "    --match " + shell_word(shape.shape.pattern);
  text += " \\\n    --field " + shell_word(candidate.field);
  if (!plan.key_template.empty()) text += " --key-template " + shell_word(plan.key_template);
  if (plan.lossy_key) text += " --lossy-key";
  if (plan.any_value) text += " --values any";
  if (plan.policy.group_ttl != rdb::GroupTtl::leave) {
    text += " --group-ttl " + group_ttl_text(plan.policy.group_ttl, plan.policy.tolerance_ms);
    if (!options.now.empty()) text += " --now " + shell_word(options.now);
  }
  return text;
}

}  // namespace rdbmill
