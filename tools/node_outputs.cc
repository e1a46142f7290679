#include "tools/node_outputs.h"

#include "librdb/base/errors.h"
#include "tools/resp_summary.h"
#include "tools/usage_error.h"
#include "tools/writer_options.h"

namespace rdbmill {
namespace {

constexpr std::string_view kPlace = "{node}";

// For a shell: host names and addresses need no quotes, other things do.
std::string shell_word(const std::string& text) {
  const bool plain =
      !text.empty() && text.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "_-./:@") == std::string::npos;
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

}  // namespace

NodeOutputs::NodeOutputs(std::vector<ClusterNode> nodes, const std::string& name)
    : nodes_(std::move(nodes)) {
  const std::size_t at = name.find(kPlace);
  if (at == std::string::npos) {
    throw UsageError("--nodes: one output for each master needs a name with {node} in it",
                     "e.g. -o 'out-{node}.rdb'");
  }
  for (const ClusterNode& node : nodes_) {
    paths_.push_back(std::string(name).replace(at, kPlace.size(), node.file_name()));
  }
}

void NodeOutputs::open(const OutputOption& output, const std::vector<std::string>& inputs,
                       const CommonOptions& common) {
  output.mention_leftovers(paths_.front(), common);
  for (const std::string& path : paths_) files_.push_back(output.open_beside(path, inputs));
}

rdb::EventSink& NodeOutputs::to_rdb(const rdb::RdbWriterOptions& options,
                                    rdb::SpoolFactory& spools) {
  std::vector<rdb::EventSink*> sinks;
  for (const auto& file : files_) {
    sinks.push_back(dumps_.emplace_back(std::make_unique<rdb::RdbWriter>(*file, options)).get());
  }
  return route(std::move(sinks), spools);
}

rdb::EventSink& NodeOutputs::to_resp(rdb::RespWriterOptions options, rdb::SpoolFactory& spools) {
  options.cluster = true;
  now_ms_ = options.now_ms;
  std::vector<rdb::EventSink*> sinks;
  for (const auto& file : files_) {
    sinks.push_back(streams_.emplace_back(std::make_unique<rdb::RespWriter>(*file, options)).get());
  }
  return route(std::move(sinks), spools);
}

rdb::EventSink& NodeOutputs::route(std::vector<rdb::EventSink*> sinks, rdb::SpoolFactory& spools) {
  router_ = std::make_unique<rdb::SlotRouter>(std::move(sinks), spools);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    for (const auto& [first, last] : nodes_[i].slots) router_->assign(first, last, i);
  }
  return *router_;
}

std::vector<rdb::ByteSink*> NodeOutputs::sinks() const {
  std::vector<rdb::ByteSink*> sinks;
  for (const auto& file : files_) sinks.push_back(file.get());
  return sinks;
}

std::uint64_t NodeOutputs::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files_) sum += file->size();
  return sum;
}

std::vector<std::string> NodeOutputs::remarks() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::string& host = nodes_[i].host;
    const std::string port = std::to_string(nodes_[i].port);
    if (!streams_.empty()) {
      const auto counts = streams_[i]->counts();
      lines.push_back(ConversionOptions::remark(counts.left_out));
      lines.push_back(rdb::escaped(paths_[i], 4096) + ": " + resp_summary(counts, now_ms_, false));
      lines.push_back("redis-cli -h " + shell_word(host) + " -p " + port + " --pipe < " +
                      shell_word(paths_[i]));
    } else {
      lines.push_back(ConversionOptions::remark(dumps_[i]->left_out()));
      lines.push_back(rdb::escaped(host, 256) + ':' + port + " loads " +
                      rdb::escaped(paths_[i], 4096));
    }
  }
  return lines;
}

}  // namespace rdbmill
