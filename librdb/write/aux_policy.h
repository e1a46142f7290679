// Which AUX fields a copy with changed data keeps.
#pragma once
#include "librdb/base/bytes.h"

namespace rdb {

/// False for what describes the old data or its server: a loader adopts `repl-id` and
/// `repl-offset`, so replicas of the old data could resynchronise with the new. `redis-ver` and
/// `valkey-ver` are kept here: with another target the writer writes its own. Names compare without
/// case, as servers do. O(length of the name).
bool keeps_aux(Bytes name);

/// Whether the field names the server that wrote the dump.
bool is_version_aux(Bytes name);

}  // namespace rdb
