// Exit statuses, as documented in the manual and by `rdbmill help`.
#pragma once

namespace rdbmill {

enum ExitCode : int {
  kDone = 0,
  kNegative = 1,     // the answer is no: a check found something
  kUsage = 2,        // not understood, or binary to a terminal
  kDamaged = 3,      // damaged or truncated input
  kUnsupported = 4,  // newer or foreign format, or a type not handled yet
  kIo = 5,           // I/O error, disk full, memory limit: worth a retry
  kRefused = 6,      // going on would lose or invent data
  kInternal = 70,    // a bug of ours (EX_SOFTWARE of sysexits.h)
};                   // 128 + n: ended by signal n

/// Of several inputs the worst: the first of 3, 4, 5, 1 that occurred; other codes as they are.
int worse_of(int a, int b);

}  // namespace rdbmill
