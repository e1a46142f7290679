// No two outputs of one run are the same file: the one that is closed last would silently take the
// place of the other.
#pragma once
#include <string>
#include <vector>

namespace rdbmill {

struct NamedOutput {
  std::string option;  ///< that names it
  std::string path;    ///< empty: not asked for; "-" is stdout
};

/// Opens and reads nothing. Throws `UsageError` if two of them are the same file under whatever
/// name; pipes and character devices such as /dev/null can be given twice.
void refuse_same_output(const std::vector<NamedOutput>& outputs);

}  // namespace rdbmill
