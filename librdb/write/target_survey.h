// What becomes of a dump on another server, told beforehand.
//
//   TargetSurvey survey(next, parse_target("valkey:9.1"));
//   reader.run(survey);
//   if (!survey.loads_file()) …        // the server would not load the file as it is
//   use(survey.rows());                // what is copied, converted, refused, by encoding
//
// A stage that answers for itself: values are stepped over. Holds a row and the first key for each
// encoding.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "librdb/event/stage.h"
#include "librdb/write/target.h"

namespace rdb {

class TargetSurvey final : public Stage {
 public:
  enum class Fate : std::uint8_t { copied, converted, refused };
  struct Row {
    std::uint64_t keys = 0;
    std::uint64_t value_bytes = 0;  ///< serialized
    bool has_key = false;
    std::uint32_t db = 0;  ///< of the first key
    OwnedBytes first_key;
  };
  using Rows = std::map<std::pair<Fate, std::string>, Row>;

  TargetSurvey(EventSink& next, TargetServer target) : Stage(next), server_(target) {}

  /// Whether the server loads the file itself, unchanged. Known once it was read.
  bool loads_file() const { return loads_file_; }
  /// By what becomes of them and what they are: the name of the encoding, or why it is refused.
  const Rows& rows() const { return rows_; }
  std::uint64_t refused() const { return refused_; }
  const TargetFormat& target() const { return target_; }
  /// Of the input: "REDIS0012".
  const std::string& magic() const { return magic_; }

  Needs needs() const override { return Stage::needs() | Needs{.leave = true}; }
  Interests enter(const Entry& entry) override;
  using Stage::on;
  void on(const Header& event) override;
  void on(const Function& event) override;
  void on(const Leave& event) override;

 private:
  void count(Fate fate, const std::string& what, const Entry* entry);

  TargetServer server_;
  TargetFormat target_;
  Family family_ = Family::redis;
  std::string magic_;
  Rows rows_;
  Row* row_ = nullptr;  // of the entered key
  std::uint64_t refused_ = 0;
  bool loads_file_ = false;
};

}  // namespace rdb
