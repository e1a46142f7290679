// Every default and hard limit of the library in one place.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rdb {

/// Bytes in a window, and readable slack behind its last byte (SIMD loads may touch it).
inline constexpr std::size_t kWindowBytes = std::size_t{1} << 20;
inline constexpr std::size_t kWindowSlack = 64;

/// Longest name (key, field, member, AUX) or packed blob that is held in memory as a whole. A
/// server's own bound on a packed blob is 1 GiB (listpack.c, LISTPACK_MAX_SAFETY_LIMIT).
inline constexpr std::uint64_t kMaxMaterialised = std::uint64_t{1} << 30;

/// Names of one value that are compared with each other: 8 MiB of hashes.
inline constexpr std::size_t kMostUniqueNames = std::size_t{1} << 18;

/// A spool holds this much in memory before it goes to a temporary file.
inline constexpr std::size_t kSpoolMemory = std::size_t{1} << 20;

/// Memory a command may hold when nothing else is said (`--memory-limit`).
inline constexpr std::uint64_t kDefaultMemoryLimit = std::uint64_t{256} << 20;

/// A variadic RESP command is cut at whichever comes first.
inline constexpr std::size_t kRespChunkElements = 512;
inline constexpr std::size_t kRespChunkBytes = std::size_t{64} << 10;

/// An LZF stream expands by at most 264/3 (a three-byte reference gives 264 bytes).
inline constexpr std::uint64_t kLzfMaxExpansion = 88;

}  // namespace rdb
