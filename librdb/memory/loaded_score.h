// The score of a sorted set's member as an element of a listpack that a loader builds.
#pragma once
#include "librdb/memory/server_profile.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

/// Whole numbers up to 2^62 are integers; others are text: 17 digits up to Redis 7.0, from then on
/// as few as give the score back, as fpconv_dtoa() finds them and lays them out. The text may
/// itself read as an integer. Source: t_zset.c zzlInsertAt, util.c d2string and double2ll,
/// fpconv_dtoa.c.
StringMeasure loaded_score(const ServerProfile& profile, double score);

}  // namespace rdb
