// Hashes whose fields may expire: Redis's types 22 to 25 and Valkey's 22.
//
// Elements: CollectionBegin, a HashField a pair with its own expiry, CollectionEnd. Times outside
// of 0 to 2^48 - 1 ms (Redis, EB_EXPIRE_TIME_MAX) or below -1 (Valkey) are damage, as they are to
// the servers. Fields that expired are told like any other; one that comes twice is damage; the
// order of type 25 is passed on. Valkey writes the expiry behind the value: a value larger than a
// window goes through a spool.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void hash_metadata_elements(ValueContext& context);                 ///< 24
void hash_metadata_pre_release_elements(ValueContext& context);     ///< 22 of Redis
void hash_listpack_ex_elements(ValueContext& context);              ///< 25
void hash_listpack_ex_pre_release_elements(ValueContext& context);  ///< 23
void hash_2_elements(ValueContext& context);                        ///< 22 of Valkey

/// LayoutBegin, a PlainElement for each field and value (which says the expiry of the pair) or one
/// PackedBlob, LayoutEnd.
void hash_metadata_layout(ValueContext& context);
void hash_metadata_pre_release_layout(ValueContext& context);
void hash_listpack_ex_layout(ValueContext& context);
void hash_listpack_ex_pre_release_layout(ValueContext& context);
void hash_2_layout(ValueContext& context);

}  // namespace rdb
