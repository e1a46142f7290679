// How a writer takes a value: as it is stored, taken apart and built anew, or not at all.
#pragma once
#include <string>

#include "librdb/event/entry.h"
#include "librdb/event/events.h"
#include "librdb/event/interest.h"
#include "librdb/write/target.h"

namespace rdb {

/// Whether values of this type byte of that family may have fields with an expiry of their own.
bool has_field_expiry(Family family, std::uint8_t type_byte);

/// Whether the value can be told by its elements, which is what commands are made of.
bool has_elements(const Entry& entry);

/// Whether the target takes the value as it is stored. False also for what is made of listpacks
/// when input and target disagree on how some of them are written (format/listpack.h).
bool takes_stored(const TargetFormat& target, Family family, const Entry& entry);

/// `raw` if the target takes the value as it is stored, `elements` if it does not and the value can
/// be built anew, else `kSkip`. `drops_field_expiry`: fields may lose their own expiry.
Interests stored_or_encoded(const TargetFormat& target, Family family, const Entry& entry,
                            bool drops_field_expiry = false);

/// What a key is called that cannot be written: its type, or what of it has no place.
std::string reason_to_leave_out(Family family, const Entry& entry);
/// The same of a function library.
std::string reason_to_leave_out(const Function& event);

}  // namespace rdb
