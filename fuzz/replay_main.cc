// Runs a fuzz target without a fuzzer: every file of its corpus, then mutations of each.
//
//   replay_listpack fuzz/corpus/listpack [mutations per file]
//
// The mutations come from a fixed seed: a run that fails fails again. The input that failed is
// written to replay-failure.bin in the working folder before it is tried, and removed at the end.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutationsPerFile = 2000;
constexpr unsigned kSecondsPerInput = 10;  // longer is a failure: time must be linear in the input

std::string current_input;

void on_alarm(int) {
  static constexpr char kText[] = "replay: an input took more than 10 s\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kText, sizeof kText - 1);
  std::abort();
}

void keep_failing_input(int signal_number) {
  std::ofstream("replay-failure.bin", std::ios::binary) << current_input;
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void run(const std::string& input) {
  current_input = input;
  alarm(kSecondsPerInput);
  // A copy of exactly this size, so that a sanitizer sees the first byte read beyond it.
  const std::vector<std::uint8_t> exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
  alarm(0);
}

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) { return bound == 0 ? 0 : random() % bound; }

/// Bytes that lengths, encodings and opcodes are made of.
char telling_byte(Random& random) {
  static constexpr unsigned char kTelling[] = {0x00, 0x01, 0x7f, 0x80, 0x81, 0xbf,
                                               0xc0, 0xc3, 0xe0, 0xf0, 0xf1, 0xf4,
                                               0xfa, 0xfb, 0xfd, 0xfe, 0xff, 0x3f};
  return static_cast<char>(kTelling[below(random, std::size(kTelling))]);
}

void mutate_once(std::string& input, const std::string& other, Random& random) {
  const std::size_t at = below(random, input.size() + 1);
  switch (below(random, 8)) {
    case 0:
      input.resize(at);
      break;
    case 1:
      input.insert(at, 1, telling_byte(random));
      break;
    case 2:
      input.erase(at, 1 + below(random, 8));
      break;
    case 3:
      input.replace(at, 1 + below(random, 4), 4, telling_byte(random));
      break;
    case 4:
      input = input.substr(0, at) + other.substr(below(random, other.size() + 1));
      break;
    case 5:
      if (at < input.size()) input[at] = static_cast<char>(random());
      break;
    case 6:
      if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(random, 8)));
      break;
    default:
      if (at < input.size()) input[at] = telling_byte(random);
  }
}

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto corpus = read_corpus(argv[1]);
  const int mutations = argc > 2 ? std::atoi(argv[2]) : kMutationsPerFile;
  std::signal(SIGALRM, on_alarm);
  std::signal(SIGABRT, keep_failing_input);
  std::signal(SIGSEGV, keep_failing_input);
  if (corpus.empty()) {
    std::fprintf(stderr, "replay: %s is empty\n", argv[1]);
    return 1;
  }
  Random random(1);
  std::size_t runs = 0;
  run({});
  for (const auto& seed : corpus) {
    run(seed);
    ++runs;
    for (int i = 0; i < mutations; ++i, ++runs) {
      std::string input = seed;
      for (std::size_t n = 1 + below(random, 4); n > 0; --n) {
        mutate_once(input, corpus[below(random, corpus.size())], random);
      }
      run(input);
    }
  }
  std::printf("%zu files, %zu runs\n", corpus.size(), runs);
  return 0;
}
