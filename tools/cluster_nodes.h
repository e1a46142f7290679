// The masters of a cluster and their slots, as the cluster itself writes them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rdbmill {

struct ClusterNode {
  std::string id;
  std::string host;
  std::uint32_t port = 0;
  std::vector<std::pair<std::uint16_t, std::uint16_t>> slots;  ///< first, last

  /// For names of files: "10.0.0.1-7000".
  std::string file_name() const;
};

/// `nodes.json` of `redis-cli --cluster backup`, or a server's `nodes.conf` (what CLUSTER NODES
/// answers), "-" for stdin: the masters that serve slots. Throws `rdb::IoError`; `UsageError`
/// naming the file and what is wrong, also if a slot has two masters or none.
std::vector<ClusterNode> read_cluster_nodes(const std::string& path);
/// The same of a text; `path` is for messages.
std::vector<ClusterNode> parse_cluster_nodes(std::string_view text, const std::string& path);

}  // namespace rdbmill
