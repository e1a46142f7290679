// What a RegroupStage holds, apart from its interface.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/transform/group_store.h"
#include "librdb/transform/regroup.h"

namespace rdb {

// A database: its groups, the keys held among them, and what passes of it if it must wait.
struct RegroupStage::Database {
  Database(std::uint32_t db, GroupSpill& spill, bool several_rules)
      : number(db), store(db, spill, several_rules) {}
  std::uint32_t number;
  GroupStore store;
  std::unique_ptr<Spool> passing;  // none for the first database: it streams
};

// A module's data that stands behind the keys.
struct RegroupStage::TrailingModule {
  std::uint64_t module_id;
  std::uint64_t when;
  std::unique_ptr<Spool> stored;
};

}  // namespace rdb
