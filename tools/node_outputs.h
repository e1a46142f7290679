// One output for each master of a cluster, by the slot of the key.
//
//   NodeOutputs outputs(nodes, "out-{node}.rdb", …);
//   outputs.open(…);
//   read_into(outputs.sink());
//   rdb::close_together(outputs.sinks());
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "librdb/transform/slot_router.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/cluster_nodes.h"
#include "tools/options.h"

namespace rdbmill {

class NodeOutputs {
 public:
  /// `name` has a `{node}` in it, which becomes the node's address. Throws `UsageError`.
  NodeOutputs(std::vector<ClusterNode> nodes, const std::string& name);

  const std::vector<std::string>& paths() const { return paths_; }
  /// Opens all files under the rules of `output`. Everything passed must outlive this.
  void open(const OutputOption& output, const std::vector<std::string>& inputs,
            const CommonOptions& common);
  rdb::EventSink& to_rdb(const rdb::RdbWriterOptions& options, rdb::SpoolFactory& spools);
  rdb::EventSink& to_resp(rdb::RespWriterOptions options, rdb::SpoolFactory& spools);
  /// The files, to be closed.
  std::vector<rdb::ByteSink*> sinks() const;

  std::uint64_t bytes() const;
  /// What was left out, and a line for each node: its file, and for commands how to send it.
  std::vector<std::string> remarks() const;

 private:
  rdb::EventSink& route(std::vector<rdb::EventSink*> sinks, rdb::SpoolFactory& spools);

  std::vector<ClusterNode> nodes_;
  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<rdb::ByteSink>> files_;
  std::vector<std::unique_ptr<rdb::RdbWriter>> dumps_;  // these or
  std::vector<std::unique_ptr<rdb::RespWriter>> streams_;
  std::int64_t now_ms_ = 0;
  std::unique_ptr<rdb::SlotRouter> router_;
};

}  // namespace rdbmill
