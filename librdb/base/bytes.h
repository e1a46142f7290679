// Borrowed and owned runs of bytes.
//
// Keys, values and names in a dump are bytes, never text: they may hold NUL, newlines or invalid
// UTF-8. `Bytes` borrows and never owns; `OwnedBytes` owns. They are different types so that the
// compiler can tell which of the two a function keeps.
#pragma once
#include <string>
#include <string_view>

namespace rdb {

/// A borrowed run of bytes. Who hands one out says how long it lives.
using Bytes = std::string_view;

/// An owned copy of bytes: what to make of a `Bytes` that must outlive the call that delivered it.
using OwnedBytes = std::string;

}  // namespace rdb
