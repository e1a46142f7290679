// reference_regroup [--partitions N] DUMP OUT: the floor that `rdbmill regroup` is compared with.
//
// It does one job and trusts its input: flat counters as `rdbmill gen counters` makes them, keys
// d1:d2:d3:d4:articleId:d5:date:hour:minute of at most 63 bytes, values stored as integers, one
// database, no expiry, no key twice. It refuses what it happens to notice, and verifies the
// checksum, which is all it takes from the library.
//
//   1. One pass over the dump: the article out of the key, the rest hashed and looked up in a table
//      of eight bytes a group; one word goes to the partition of that hash: the group's number in
//      it, article, value. A group's name is spilled once, by the record that brings it.
//   2. Partition by partition: the words in order of their groups, each group written as a hash.
//
// Groups that agree in the 48 bits of hash that the table keeps would become one. Other 64 bits
// show that: their sum over a partition's records must be that of its groups.
//
// Memory: the table, 64 KiB a partition while reading, twice the largest partition while writing.
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "librdb/io/crc64.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace {

using std::size_t;
using std::uint32_t;
using std::uint64_t;
using Byte = unsigned char;
__extension__ typedef unsigned __int128 Wide;

constexpr size_t kWindowBytes = 256 << 10;
constexpr size_t kBlockBytes = 64 << 10;
constexpr size_t kLongestRecord = 128;  // in the dump, spilled, and a field written; and slack
constexpr size_t kMostPacked = 512;     // fields, hash-max-listpack-entries
constexpr size_t kBatch = 32;

// A spilled word: article (30 bits) | value (18 bits) | number of the group in its partition (16).
// With kEscape for the article it stands for a text, and for a value of any size: in the place of
// the value how long the text is and whether it is a group's name; value (or check) and text
// follow.
constexpr unsigned kFieldShift = 34;
constexpr unsigned kValueShift = 16;
constexpr uint64_t kEscape = (1 << 30) - 1;
constexpr int kValueBias = 1 << 17;
constexpr uint64_t kIsName = 1 << kValueShift;
constexpr unsigned kLengthShift = kValueShift + 1;

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error(why); }

template <typename T>
T load(const Byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
Byte* put(Byte* to, T value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

struct Piece {
  const Byte* data = nullptr;
  size_t size = 0;
};

Byte* put(Byte* to, Piece piece) {
  std::memcpy(to, piece.data, piece.size);
  return to + piece.size;
}

// Zeroed memory; large pieces come from the kernel and go back to it (mallopt in main).
template <typename T>
using Memory = std::unique_ptr<T[], decltype(&std::free)>;

template <typename T>
Memory<T> zeroed(size_t count) {
  return {static_cast<T*>(std::calloc(count + kLongestRecord, sizeof(T))), &std::free};
}

int opened(int file, const char* name) {
  if (file < 0) refuse(std::string(name) + ": " + std::strerror(errno));
  return file;  // never closed: the process ends with its job
}

void write_all(int file, const Byte* from, size_t size) {
  while (size != 0) {
    const ssize_t done = write(file, from, size);
    if (done <= 0) refuse("cannot write");
    from += done;
    size -= static_cast<size_t>(done);
  }
}

uint64_t crc64(uint64_t crc, const Byte* bytes, size_t size) {
  return rdb::crc64(crc, {reinterpret_cast<const char*>(bytes), size});
}

// ---- keys

// Bits of the colons; bytes behind the key are read and left out.
uint64_t colons(const Byte* key, size_t size) {
  uint64_t mask = 0;
#if defined(__SSE2__)
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i equal = _mm_cmpeq_epi8(load<__m128i>(key + i), _mm_set1_epi8(':'));
    mask |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(equal))} << i;
  }
#else
  for (size_t i = 0; i < size; ++i) mask |= uint64_t{key[i] == ':'} << i;
#endif
  return mask & ((uint64_t{1} << size) - 1);
}

uint64_t folded(uint64_t a, uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Of up to 32 bytes, without a branch on how many there are: lengths as random as these are
// mispredicted. Reads 32.
uint64_t hash_short(Piece piece, uint64_t seed) {
  static constexpr auto kMasks = [] {
    std::array<Byte, 64> bytes{};
    for (size_t i = 0; i < 32; ++i) bytes[i] = 0xff;
    return bytes;
  }();
  const Byte* const mask = kMasks.data() + 32 - piece.size;
  const auto word = [&](size_t at) {
    return load<uint64_t>(piece.data + at) & load<uint64_t>(mask + at);
  };
  return folded(word(0) ^ seed, word(8) ^ 0xa0761d6478bd642f) ^
         std::rotl(folded(word(16) ^ 0xe7037ed1a0b428db, word(24) ^ seed), 23);
}

uint64_t hash_piece(Piece piece, uint64_t seed) {
  seed += piece.size;
  if (piece.size <= 32) [[likely]]
    return hash_short(piece, seed);
  return hash_short({piece.data + 32, piece.size - 32}, hash_short({piece.data, 32}, seed));
}

// Up to eight digits without a leading zero; kEscape for all other texts.
uint64_t parse_article(Piece text) {
  if (text.size - 1 > 7 || (*text.data == '0' && text.size != 1)) return kEscape;
  const unsigned room = 64 - 8 * static_cast<unsigned>(text.size);
  uint64_t digits = (load<uint64_t>(text.data) ^ 0x3030303030303030) << room;
  if (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) return kEscape;
  digits = digits * 10 + (digits >> 8);
  constexpr uint64_t kPairs = 0xff000000ff;
  constexpr uint64_t kHundreds = (uint64_t{1'000'000} << 32) + 100;
  constexpr uint64_t kOnes = (uint64_t{10'000} << 32) + 1;
  return ((digits & kPairs) * kHundreds + (digits >> 16 & kPairs) * kOnes) >> 32;
}

struct Counter {
  uint64_t hash = 0;   // where in the table, which partition
  uint64_t check = 0;  // other bits, for the sums
  uint64_t word = 0;   // without the number
  int value = 0;
  Piece front, article, back;
};

// Returns what follows the record.
const Byte* parse(const Byte* p, Counter& counter) {
  const size_t size = p[1];
  const Byte* const key = p + 2;
  const unsigned form = key[size] ^ 0xc0u;
  if (size >= 0x40 || form > 2) refuse("a key or a value that is not handled");
  const unsigned bits = 8u << form;
  counter.value = static_cast<int>(load<uint32_t>(key + size + 1) << (32 - bits)) >> (32 - bits);
  uint64_t mask = colons(key, size);
  const auto next = [&mask] { return std::exchange(mask, mask & (mask - 1)); };
  for (unsigned i = 0; i < 3; ++i) next();
  const auto begin = static_cast<size_t>(std::countr_zero(next())) + 1;
  const auto end = static_cast<size_t>(std::countr_zero(next()));
  for (unsigned i = 0; i < 2; ++i) next();
  if (next() == 0 || mask != 0) refuse("a key that has not nine parts");
  counter.front = {key, begin};
  counter.article = {key + begin, end - begin};
  counter.back = {key + end + 1, size - end - 1};
  const auto biased = static_cast<uint32_t>(counter.value + kValueBias);
  const uint64_t article = biased < 2 * kValueBias ? parse_article(counter.article) : kEscape;
  counter.word = article << kFieldShift | uint64_t{biased} << kValueShift;
  const uint64_t a = hash_piece(counter.front, 0x8ebc6af09c88c6e3);
  const uint64_t b = hash_piece(counter.back, 0x589965cc75374cc3);
  counter.hash = folded(a ^ 0x1d8e4e27c47d124f, b ^ 0xeb44accab455d165);
  counter.check = a * 0x9e3779b97f4a7c15 + b;
  return key + size + 1 + bits / 8;
}

// ---- the groups seen and the spill file

// Open addressing by the hash's upper bits. A slot holds its upper 48 bits and the group's number
// in its partition plus one.
class GroupTable {
 public:
  void prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[hash >> shift_]); }

  // The slot of a hash; 0 in it: not there yet.
  uint64_t& slot_of(uint64_t hash) {
    size_t at = hash >> shift_;
    while (slots_[at] != 0 && (slots_[at] ^ hash) >> 16 != 0) at = (at + 1) & (size() - 1);
    return slots_[at];
  }

  void count_one_more() {
    if (++groups * 4 <= size() * 3) return;
    const size_t before = size();
    --shift_;
    const Memory<uint64_t> old = std::exchange(slots_, zeroed<uint64_t>(size()));
    for (size_t i = 0; i < before; ++i) {
      if (old[i] != 0) slot_of(old[i]) = old[i];
    }
  }

  uint64_t groups = 0;

 private:
  size_t size() const { return size_t{1} << (64 - shift_); }

  unsigned shift_ = 64 - 15;
  Memory<uint64_t> slots_ = zeroed<uint64_t>(size());
};

struct Partition {
  struct Block {
    uint64_t offset = 0;
    size_t bytes = 0;
  };
  Byte* begin = nullptr;
  Byte* at = nullptr;
  uint64_t check_sum = 0;
  uint32_t groups = 0;
  size_t bytes = 0;  // in the blocks
  std::vector<Block> blocks = {};
};

// Words by partition; blocks of one unlinked file, in the order in which they were full.
struct Spill {
  Spill(size_t count, std::string name)
      : memory(zeroed<Byte>(count * kBlockBytes)), partitions(count) {
    name += ".XXXXXX";
    file = opened(mkstemp(name.data()), name.c_str());
    unlink(name.c_str());
    for (size_t i = 0; i < count; ++i) {
      partitions[i].begin = partitions[i].at = memory.get() + i * kBlockBytes;
    }
  }

  void add(Partition& partition, uint64_t word) {
    partition.at = put(partition.at, word);
    if (partition.at > partition.begin + kBlockBytes - kLongestRecord) [[unlikely]]
      flush(partition);
  }

  void add_text(Partition& partition, uint64_t low, uint64_t value, Piece front, Piece back) {
    const uint64_t size = front.size + back.size;
    Byte* const at =
        put(put(partition.at, kEscape << kFieldShift | size << kLengthShift | low), value);
    put(put(at, front), back);
    partition.at = at + (size + 7) / 8 * 8;
    if (partition.at > partition.begin + kBlockBytes - kLongestRecord) flush(partition);
  }

  void flush(Partition& partition) {
    const auto bytes = static_cast<size_t>(partition.at - partition.begin);
    write_all(file, partition.begin, bytes);
    partition.blocks.push_back({end, bytes});
    partition.bytes += bytes;
    partition.at = partition.begin;
    end += bytes;
  }

  Memory<Byte> memory;
  std::vector<Partition> partitions;
  int file = -1;
  uint64_t end = 0;
};

// ---- reading

class Reader {
 public:
  Reader(const char* path, Spill& to) : file_(opened(open(path, O_RDONLY), path)), spill_(to) {}

  void run() {
    for (bool first = true, ended = false; !ended; first = false) {
      const ssize_t got = read(file_, window_ + have_, kWindowBytes - have_);
      ended = got <= 0;
      if (!ended) have_ += static_cast<size_t>(got);
      const Byte* p = first ? read_head() : window_;
      p = read_records(p, window_ + have_ - (ended ? 0 : std::min(have_, kLongestRecord)));
      if (ended && *p++ != 0xff) refuse("the dump is cut short or holds more than counters");
      const auto used = static_cast<size_t>(p - window_);
      crc_ = crc64(crc_, window_, used);
      have_ -= used;
      std::memmove(window_, p, have_);
    }
    if (have_ != 8 || load<uint64_t>(window_) != crc_) refuse("wrong checksum");
  }

  uint64_t groups() const { return table_.groups; }
  const std::vector<Byte>& attributes() const { return attributes_; }  // behind the magic

 private:
  const Byte* read_head() {
    if (have_ < 9 || std::memcmp(window_, "REDIS00", 7) != 0) refuse("no dump");
    const Byte* p = window_ + 9;
    const auto skip_string = [&p] { p += *p < 0x40 ? 1 + *p : 1 + (1 << (*p & 3)); };
    const auto skip_length = [&p] { p += *p < 0x40 ? 1 : *p < 0x80 ? 2 : 5; };
    while (*p == 0xfa) {
      ++p;
      skip_string();
      skip_string();
    }
    attributes_.assign(static_cast<const Byte*>(window_), p);
    std::memcpy(attributes_.data() + 5, "0010", 4);  // the first version with listpacks
    if (*p == 0xfe) p += 2;
    if (*p == 0xfb) {
      ++p;
      skip_length();
      skip_length();
    }
    return p;
  }

  // Returns where it stopped: at `stop` or behind it, or at what is not a string.
  const Byte* read_records(const Byte* p, const Byte* stop) {
    while (p < stop && *p == 0) {
      size_t count = 0;
      for (; count < kBatch && p < stop && *p == 0; ++count) {
        p = parse(p, batch_[count]);
        table_.prefetch(batch_[count].hash);
      }
      for (size_t i = 0; i < count; ++i) add(batch_[i]);
    }
    return p;
  }

  void add(const Counter& counter) {
    Partition& partition = spill_.partitions[counter.hash >> 16 & (spill_.partitions.size() - 1)];
    uint64_t& slot = table_.slot_of(counter.hash);
    uint64_t number = (slot & 0xffff) - 1;
    if (slot == 0) [[unlikely]] {
      number = partition.groups++;
      if (number >= 0xffff) refuse("too many groups in a partition: take more of them");
      slot = (counter.hash & ~uint64_t{0xffff}) | (number + 1);
      table_.count_one_more();  // the slot may move
      spill_.add_text(partition, kIsName | number, counter.check, counter.front, counter.back);
    }
    partition.check_sum += counter.check;
    if (counter.word >> kFieldShift != kEscape) [[likely]]
      return spill_.add(partition, counter.word | number);
    spill_.add_text(partition, number, static_cast<uint64_t>(counter.value), counter.article,
                    {counter.article.data, 0});
  }

  int file_;
  Spill& spill_;
  GroupTable table_;
  std::vector<Byte> attributes_;
  uint64_t crc_ = 0;
  size_t have_ = 0;
  Counter batch_[kBatch];
  Byte window_[kWindowBytes + kLongestRecord] = {};
};

// ---- writing

// A buffered file with its checksum: put at `at` what there is room for.
struct Output {
  explicit Output(const char* path)
      : file(opened(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644), path)) {}

  void make_room(size_t most) {
    if (at + most <= buffer + sizeof buffer) return;
    crc = crc64(crc, buffer, static_cast<size_t>(at - buffer));
    write_all(file, buffer, static_cast<size_t>(at - buffer));
    at = buffer;
  }

  void end() {
    at = put(at, Byte{0xff});
    make_room(sizeof buffer);
    at = put(at, crc);
    make_room(sizeof buffer);
  }

  int file;
  uint64_t crc = 0;
  Byte buffer[kWindowBytes];
  Byte* at = buffer;
};

Byte* put_length(Byte* to, size_t length) {
  if (length < 0x40) return put(to, static_cast<Byte>(length));
  if (length >= 0x4000) {
    return put(put(to, Byte{0x80}), __builtin_bswap32(static_cast<uint32_t>(length)));
  }
  return put(to, __builtin_bswap16(static_cast<std::uint16_t>(length | 0x4000)));
}

Byte* put_string(Byte* to, Piece piece) { return put(put_length(to, piece.size), piece); }

Byte* put_integer(Byte* to, int value) {
  const int form = value == static_cast<std::int8_t>(value)    ? 0
                   : value == static_cast<std::int16_t>(value) ? 1
                                                               : 2;
  put(put(to, static_cast<Byte>(0xc0 | form)), value);
  return to + 1 + (1 << form);
}

// An entry of a listpack and its length for the way back.
Byte* put_packed(Byte* to, uint64_t bytes, unsigned size) {
  put(to, bytes);
  to[size] = static_cast<Byte>(size);
  return to + size + 1;
}

Byte* put_packed(Byte* to, int value) {
  const auto bits = static_cast<uint64_t>(value);
  if (value >= 0 && value < 128) return put_packed(to, bits, 1);
  if (value >= -4096 && value < 4096) {
    return put_packed(to, 0xc0 | (bits >> 8 & 0x1f) | (bits & 0xff) << 8, 2);
  }
  if (value == static_cast<std::int16_t>(value)) return put_packed(to, 0xf1 | bits << 8, 3);
  if (value >= -(1 << 23) && value < 1 << 23) return put_packed(to, 0xf2 | bits << 8, 4);
  return put_packed(to, 0xf3 | bits << 8, 5);
}

// A spilled word, understood.
struct Field {
  Field(uint64_t word, const uint64_t* spilled)
      : number(static_cast<int>(word >> kFieldShift)),
        value(static_cast<int>(word >> kValueShift & (2 * kValueBias - 1)) - kValueBias) {
    if (word >> kFieldShift != kEscape) return;
    const uint64_t* const at = spilled + (word & ((uint64_t{1} << kFieldShift) - 1));
    value = static_cast<int>(at[1]);
    text = text_at(at);
  }

  static Piece text_at(const uint64_t* at) {
    return {reinterpret_cast<const Byte*>(at + 2), *at >> kLengthShift & 0x3f};
  }

  int number;
  int value;
  Piece text = {};  // or without data: it is the number
};

class Writer {
 public:
  Writer(Spill& spill, Output& out) : spill_(spill), out_(out) {}

  void run(uint64_t groups, const std::vector<Byte>& attributes) {
    out_.make_room(kWindowBytes);
    out_.at = put(out_.at, Piece{attributes.data(), attributes.size()});
    if (groups != 0) {
      out_.at = put(put(put(out_.at, Byte{0xfe}), Byte{0}), Byte{0xfb});
      out_.at = put(put_length(out_.at, groups), Byte{0});
    }
    size_t most = 0;
    for (const Partition& partition : spill_.partitions) most = std::max(most, partition.bytes);
    spilled_ = zeroed<uint64_t>(most / 8);
    sorted_ = zeroed<uint64_t>(most / 8);
    for (const Partition& partition : spill_.partitions) write_partition(partition);
    out_.end();
  }

 private:
  struct Group {
    uint32_t fields = 0;
    uint64_t end = 0;  // of its fields among the sorted
    const uint64_t* name = nullptr;
  };

  void read_back(const Partition& partition) {
    Byte* to = reinterpret_cast<Byte*>(spilled_.get());
    for (const auto& [offset, bytes] : partition.blocks) {
      const ssize_t got = pread(spill_.file, to, bytes, static_cast<off_t>(offset));
      if (got != static_cast<ssize_t>(bytes)) refuse("cannot read what was spilled");
      to += bytes;
    }
  }

  // Calls field(group, what to keep of it) for each; a text is kept as where it is.
  template <typename Function>
  void each_field(const Partition& partition, Function field) {
    const uint64_t* const end = spilled_.get() + partition.bytes / 8;
    for (const uint64_t* at = spilled_.get(); at < end; ++at) {
      Group& group = groups_[*at & 0xffff];
      if (*at >> kFieldShift != kEscape) [[likely]] {
        field(group, *at);
        continue;
      }
      if (*at & kIsName) {
        group.name = at;
      } else {
        field(group, kEscape << kFieldShift | static_cast<uint64_t>(at - spilled_.get()));
      }
      at += 1 + (Field::text_at(at).size + 7) / 8;
    }
  }

  void write_partition(const Partition& partition) {
    read_back(partition);
    groups_.assign(partition.groups, Group{});
    each_field(partition, [](Group& group, uint64_t) { ++group.fields; });
    uint64_t total = 0;
    for (Group& group : groups_) group.end = std::exchange(total, total + group.fields);
    each_field(partition, [this](Group& group, uint64_t kept) { sorted_[group.end++] = kept; });
    uint64_t check_sum = 0;
    for (const Group& group : groups_) {
      check_sum += group.fields * group.name[1];
      const uint64_t* const end = sorted_.get() + group.end;
      if (group.fields <= kMostPacked) {
        write_packed(Field::text_at(group.name), end - group.fields, end);
      } else {
        write_plain(Field::text_at(group.name), end - group.fields, end);
      }
    }
    if (check_sum != partition.check_sum) refuse("two groups have the same hash");
  }

  void write_plain(Piece name, const uint64_t* begin, const uint64_t* end) {
    out_.make_room(kLongestRecord);
    out_.at = put_string(put(out_.at, Byte{4}), name);
    out_.at = put_length(out_.at, static_cast<size_t>(end - begin));
    for (; begin < end; ++begin) {
      out_.make_room(kLongestRecord);
      const Field field(*begin, spilled_.get());
      out_.at = field.text.data != nullptr ? put_string(out_.at, field.text)
                                           : put_integer(out_.at, field.number);
      out_.at = put_integer(out_.at, field.value);
    }
  }

  void write_packed(Piece name, const uint64_t* begin, const uint64_t* end) {
    const auto count = static_cast<size_t>(end - begin);
    out_.make_room(kLongestRecord * (1 + count));
    Byte* const at = put_string(put(out_.at, Byte{16}), name);
    Byte* const pack = at + 2;  // as most lengths have two bytes
    Byte* to = pack + 6;
    for (; begin < end; ++begin) to = put_pair(to, *begin);
    *to++ = 0xff;
    const auto size = static_cast<size_t>(to - pack);
    put(put(pack, static_cast<uint32_t>(size)), static_cast<std::uint16_t>(2 * count));
    const size_t header = size < 0x40 ? 1 : size < 0x4000 ? 2 : 5;
    if (header != 2) std::memmove(at + header, pack, size);
    put_length(at, size);
    out_.at = at + header + size;
  }

  Byte* put_pair(Byte* to, uint64_t word) const {
    const uint64_t article = word >> kFieldShift;
    const uint64_t value = (word >> kValueShift & (2 * kValueBias - 1)) - kValueBias;
    // What nearly all are, 24 bits and below 4096, is one store without a branch on the value.
    if (article - (1 << 15) < (1 << 23) - (1 << 15) && value < 4096) [[likely]] {
      const bool small = value < 128;
      const uint64_t packed =
          small ? value | 1 << 8 : 0xc0 | value >> 8 | (value & 0xff) << 8 | 2 << 16;
      put(to, 0xf2 | article << 8 | uint64_t{4} << 32 | packed << 40);
      return to + (small ? 7 : 8);
    }
    const Field field(word, spilled_.get());
    if (field.text.data == nullptr) return put_packed(put_packed(to, field.number), field.value);
    to = put(put(to, static_cast<Byte>(0x80 | field.text.size)), field.text);
    return put_packed(put(to, static_cast<Byte>(field.text.size + 1)), field.value);
  }

  Spill& spill_;
  Output& out_;
  std::vector<Group> groups_;
  Memory<uint64_t> spilled_ = zeroed<uint64_t>(0);
  Memory<uint64_t> sorted_ = zeroed<uint64_t>(0);
};

void run(const char* dump, const char* out, size_t partitions) {
  Spill spill(partitions, out);
  auto reader = std::make_unique<Reader>(dump, spill);
  reader->run();
  for (Partition& partition : spill.partitions) spill.flush(partition);
  spill.memory.reset();
  const uint64_t groups = reader->groups();
  const std::vector<Byte> attributes = reader->attributes();
  reader.reset();
  Output output(out);
  Writer(spill, output).run(groups, attributes);
}

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, 128 << 10);  // set, it stays: the peak is what is in use
  const bool says = argc == 5 && std::strcmp(argv[1], "--partitions") == 0;
  const size_t partitions = says ? std::strtoul(argv[2], nullptr, 10) : 64;
  if ((argc != 3 && !says) || !std::has_single_bit(partitions) || partitions > 4096) {
    std::fputs("usage: reference_regroup [--partitions N] DUMP OUT (N: a power of two)\n", stderr);
    return 2;
  }
  try {
    run(argv[argc - 2], argv[argc - 1], partitions);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "reference_regroup: %s\n", error.what());
    return 1;
  }
}
