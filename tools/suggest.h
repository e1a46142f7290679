// The nearest of several words, for "did you mean".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rdbmill {

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest candidate if it is near enough to be meant, else an empty string.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace rdbmill
