// measure FILE COMMAND [ARGUMENT…]: runs a command and writes what it cost to FILE, as JSON.
//
// Exists because the kernel counts the memory of the process that forks as the child's peak until
// the child calls exec: from a shell or an interpreter every small command would show tens of MiB.
// This program is linked statically and is smaller than anything it measures.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace {

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: measure FILE COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  const double start = now();
  const pid_t child = vfork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    std::perror("measure");
    return 125;
  }
  const double wall = now() - start;
  std::FILE* out = std::fopen(argv[1], "w");
  if (out == nullptr) {
    std::perror(argv[1]);
    return 125;
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::fprintf(
      out, "{\"exit\": %d, \"wall\": %.6f, \"user\": %.6f, \"sys\": %.6f, \"peak\": %ld}\n", code,
      wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss * 1024L);
  return std::fclose(out) == 0 ? code : 125;
}
