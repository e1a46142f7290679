#include "tools/cluster_nodes.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <bitset>
#include <limits>
#include <optional>
#include <sstream>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/key/slot.h"
#include "tools/text_file.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  const auto value = rdb::canonical_integer(text);
  if (!value || *value < 0 || *value > most) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

// "5461" or "0-5460".
bool add_slots(std::string_view text, ClusterNode& node) {
  const std::size_t dash = text.find('-');
  const auto first = number(text.substr(0, dash), rdb::kSlots - 1);
  const auto last = dash == text.npos ? first : number(text.substr(dash + 1), rdb::kSlots - 1);
  if (!first || !last || *first > *last) return false;
  node.slots.emplace_back(static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last));
  return true;
}

// "10.0.0.1:7000@17000,host": the address ends at the last colon before the bus's port.
bool take_address(std::string_view text, ClusterNode& node) {
  text = text.substr(0, text.find_first_of("@,"));
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return false;
  node.host = text.substr(0, colon);
  const auto port = number(text.substr(colon + 1), 65535);
  node.port = port.value_or(0);
  return port.has_value();
}

class Parser {
 public:
  explicit Parser(const std::string& path) : path_(path) {}

  std::vector<ClusterNode> lines(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) {
      ++count;
      std::istringstream words(line);
      std::vector<std::string> word{std::istream_iterator<std::string>(words), {}};
      if (word.empty() || word[0] == "vars") continue;
      constexpr std::size_t kFixed = 8;
      if (word.size() < kFixed) fail("line " + std::to_string(count) + " is not that of a node");
      if (word[2].find("master") == std::string::npos) continue;
      ClusterNode node{.id = word[0]};
      if (!take_address(word[1], node)) {
        fail("line " + std::to_string(count) + ": \"" + word[1] + "\" is no address");
      }
      for (std::size_t i = kFixed; i < word.size(); ++i) {
        if (word[i].front() == '[') continue;  // on its way to or from another node
        if (!add_slots(word[i], node)) {
          fail("line " + std::to_string(count) + ": \"" + word[i] + "\" are no slots");
        }
      }
      keep(std::move(node));
    }
    return finish();
  }

  std::vector<ClusterNode> json(std::string_view text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (document.HasParseError() || !document.IsArray()) {
      fail("it is no list of nodes, as redis-cli --cluster backup writes it (byte " +
           std::to_string(document.GetErrorOffset()) + ")");
    }
    for (const rapidjson::Value& value : document.GetArray()) {
      if (!value.IsObject()) fail("a node is an object");
      if (value.HasMember("replicate") && value["replicate"].IsString()) continue;  // a replica
      ClusterNode node{.id = text_of(value, "name"), .host = text_of(value, "host")};
      if (!value.HasMember("port") || !value["port"].IsUint()) fail("a node has no port");
      node.port = value["port"].GetUint();
      if (value.HasMember("slots") && value["slots"].IsArray()) {
        for (const rapidjson::Value& slots : value["slots"].GetArray()) add_json(slots, node);
      }
      keep(std::move(node));
    }
    return finish();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw UsageError("--nodes: " + rdb::escaped(path_, 4096) + ": " + rdb::escaped(what, 512));
  }
  std::string text_of(const rapidjson::Value& value, const char* name) const {
    if (!value.HasMember(name) || !value[name].IsString()) {
      fail(std::string("a node has no ") + name);
    }
    return {value[name].GetString(), value[name].GetStringLength()};
  }
  void add_json(const rapidjson::Value& slots, ClusterNode& node) const {
    if (slots.IsArray() && slots.Size() == 2 && slots[0].IsUint() && slots[1].IsUint()) {
      const std::string text =
          std::to_string(slots[0].GetUint()) + '-' + std::to_string(slots[1].GetUint());
      if (add_slots(text, node)) return;
    } else if (slots.IsString()) {
      if (add_slots({slots.GetString(), slots.GetStringLength()}, node)) return;
    } else if (slots.IsUint() && add_slots(std::to_string(slots.GetUint()), node)) {
      return;
    }
    fail("a node's slots are pairs of numbers, 0 to 16383");
  }

  void keep(ClusterNode node) {
    for (const auto& [first, last] : node.slots) {
      for (unsigned slot = first; slot <= last; ++slot) {
        if (served_.test(slot)) fail("slot " + std::to_string(slot) + " has two masters");
        served_.set(slot);
      }
    }
    if (!node.slots.empty()) nodes_.push_back(std::move(node));
  }
  std::vector<ClusterNode> finish() {
    if (nodes_.empty()) fail("no master serves any slot");
    for (unsigned slot = 0; slot < rdb::kSlots; ++slot) {
      if (!served_.test(slot)) fail("slot " + std::to_string(slot) + " has no master");
    }
    std::vector<std::string> names;
    for (const ClusterNode& node : nodes_) names.push_back(node.file_name());
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
      fail("two masters have one address");
    }
    return std::move(nodes_);
  }

  const std::string& path_;
  std::vector<ClusterNode> nodes_;
  std::bitset<rdb::kSlots> served_;
};

}  // namespace

std::string ClusterNode::file_name() const {
  std::string name = (host.empty() ? id : host) + '-' + std::to_string(port);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-';
    if (!plain) c = '_';
  }
  return name;
}

std::vector<ClusterNode> read_cluster_nodes(const std::string& path) {
  return parse_cluster_nodes(text_of_file(path), file_in_words(path));
}

std::vector<ClusterNode> parse_cluster_nodes(std::string_view text, const std::string& path) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  Parser parser(path);
  if (first != text.npos && text[first] == '[') return parser.json(text);
  return parser.lines(text);
}

}  // namespace rdbmill
