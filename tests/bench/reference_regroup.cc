// reference_regroup [--partitions N] DUMP OUT: the floor that `rdbmill regroup` is compared with.
//
// It does one job and trusts its input: flat counters as `rdbmill gen counters` makes them, keys
// d1:d2:d3:d4:articleId:d5:date:hour:minute of at most 63 bytes, values stored as integers of at
// most 20 bits, articles of up to eight digits or three other bytes, one database, no expiry, no
// key twice. It refuses what it happens to notice, and verifies the checksum, which is all it takes
// from the library.
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
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "librdb/io/crc64.h"
#include "tests/bench/reference_counter.h"

namespace rdb::bench {
namespace {

constexpr size_t kWindowBytes = 256 << 10;
constexpr size_t kBlockBytes = 64 << 10;
constexpr size_t kLongestRecord = 128;  // in the dump, spilled or written; and slack
constexpr size_t kMostPacked = 512;     // fields, hash-max-listpack-entries
constexpr size_t kBatch = 32;

// Zeroed memory that goes back to the kernel at once: the peak is what is in use. In large pages,
// as far as there are any: at 110 M counters 49 ns of user time a key instead of 60 (single runs).
struct Unmap {
  void operator()(void* data) const { munmap(data, bytes); }
  size_t bytes = 0;
};
template <typename T>
using Memory = std::unique_ptr<T[], Unmap>;

template <typename T>
Memory<T> zeroed(size_t count) {
  const size_t bytes = (count + kLongestRecord) * sizeof(T);
  void* const data =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) refuse("no memory");
  madvise(data, bytes, MADV_HUGEPAGE);
  return {static_cast<T*>(data), Unmap{bytes}};
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

uint64_t crc_of(uint64_t crc, const Byte* bytes, size_t size) {
  return crc64(crc, {reinterpret_cast<const char*>(bytes), size});
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
  Byte* begin = nullptr;
  Byte* at = nullptr;
  uint64_t check_sum = 0;
  uint32_t groups = 0;
  size_t bytes = 0;                                      // in the blocks
  std::vector<std::pair<uint64_t, size_t>> blocks = {};  // offset, bytes
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
    __builtin_prefetch(partition.at + kLongestRecord, 1);  // 6 ns less: the blocks are beyond L2
    if (partition.at > partition.begin + kBlockBytes - kLongestRecord) [[unlikely]]
      flush(partition);
  }

  void add_name(Partition& partition, uint64_t number, const Counter& counter) {
    const size_t size = counter.front.size + counter.back.size;
    Byte* at = put(partition.at, kName << kFieldShift | size << kValueShift | number);
    at = put(at, counter.check);
    put(put(at, counter.front), counter.back);
    partition.at = at + (size + 7) / 8 * 8;
    if (partition.at > partition.begin + kBlockBytes - kLongestRecord) flush(partition);
  }

  void flush(Partition& partition) {
    const auto bytes = static_cast<size_t>(partition.at - partition.begin);
    write_all(file, partition.begin, bytes);
    partition.blocks.emplace_back(end, bytes);
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
      crc_ = crc_of(crc_, window_, used);
      have_ -= used;
      std::memmove(window_, p, have_);
    }
    if (have_ != 8 || load<uint64_t>(window_) != crc_) refuse("wrong checksum");
  }

  std::vector<Byte> head;  // magic and attributes
  GroupTable table;

 private:
  const Byte* read_head() {
    if (have_ < 9 || std::memcmp(window_, "REDIS00", 7) != 0) refuse("not a dump");
    const Byte* p = window_ + 9;
    const auto skip_string = [&p] { p += *p < 0x40 ? 1 + *p : 1 + (1 << (*p & 3)); };
    const auto skip_length = [&p] { p += *p < 0x40 ? 1 : *p < 0x80 ? 2 : 5; };
    while (*p == 0xfa) {
      ++p;
      skip_string();
      skip_string();
    }
    head.assign(static_cast<const Byte*>(window_), p);
    std::memcpy(&head[5], "0010", 4);  // the first version with listpacks
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
        table.prefetch(batch_[count].hash);
      }
      for (size_t i = 0; i < count; ++i) add(batch_[i]);
    }
    return p;
  }

  void add(const Counter& counter) {
    Partition& partition = spill_.partitions[counter.hash >> 16 & (spill_.partitions.size() - 1)];
    uint64_t& slot = table.slot_of(counter.hash);
    uint64_t number = (slot & 0xffff) - 1;
    if (slot == 0) [[unlikely]] {
      number = partition.groups++;
      if (number >= 0xffff) refuse("too many groups in a partition: take more of them");
      slot = (counter.hash & ~uint64_t{0xffff}) | (number + 1);
      table.count_one_more();  // the slot may move
      spill_.add_name(partition, number, counter);
    }
    partition.check_sum += counter.check;
    spill_.add(partition, counter.word | number);
  }

  int file_;
  Spill& spill_;
  uint64_t crc_ = 0;
  size_t have_ = 0;
  Counter batch_[kBatch];
  Byte window_[kWindowBytes + kLongestRecord] = {};
};

// ---- writing

// A buffered file with its checksum: make room, put at `at`.
struct Output {
  explicit Output(const char* path)
      : file(opened(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644), path)) {}

  void make_room(size_t most) {
    if (at + most <= buffer + sizeof buffer) return;
    crc = crc_of(crc, buffer, static_cast<size_t>(at - buffer));
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
Byte* put_packed(Byte* to, int value) {
  const auto bits = static_cast<uint64_t>(value);
  const auto entry = [to](uint64_t bytes, unsigned size) {
    put(to, bytes);
    return put(to + size, static_cast<Byte>(size));
  };
  if (value >= 0 && value < 128) return entry(bits, 1);
  if (value >= -4096 && value < 4096) return entry(0xc0 | (bits >> 8 & 31) | (bits & 255) << 8, 2);
  if (value == static_cast<std::int16_t>(value)) return entry(0xf1 | bits << 8, 3);
  if (value >= -(1 << 23) && value < 1 << 23) return entry(0xf2 | bits << 8, 4);
  return entry(0xf3 | bits << 8, 5);
}

int value_in(uint64_t word) {
  return static_cast<int>(word >> kValueShift & (2 * kValueBias - 1)) - kValueBias;
}

// Bytes of the text in a field.
Piece text_in(const uint64_t& field) {
  return {reinterpret_cast<const Byte*>(&field), field >> 24 & 3};
}

Piece name_at(const uint64_t* at) {
  return {reinterpret_cast<const Byte*>(at + 2), *at >> kValueShift & 63};
}

class Writer {
 public:
  Writer(Spill& spill, Output& out) : spill_(spill), out_(out) {
    size_t most = 0;
    for (const Partition& partition : spill_.partitions) most = std::max(most, partition.bytes);
    spilled_ = zeroed<uint64_t>(most / 8);
    sorted_ = zeroed<uint64_t>(most / 8);
  }

  void run(uint64_t groups, const std::vector<Byte>& head) {
    out_.at = put(out_.at, Piece{head.data(), head.size()});
    if (groups != 0) {
      out_.at = put(put(put(out_.at, Byte{0xfe}), Byte{0}), Byte{0xfb});
      out_.at = put(put_length(out_.at, groups), Byte{0});
    }
    for (const Partition& partition : spill_.partitions) write_partition(partition);
    out_.end();
  }

 private:
  void read_back(const Partition& partition) {
    Byte* to = reinterpret_cast<Byte*>(spilled_.get());
    for (const auto& [offset, bytes] : partition.blocks) {
      const ssize_t got = pread(spill_.file, to, bytes, static_cast<off_t>(offset));
      if (got != static_cast<ssize_t>(bytes)) refuse("cannot read what was spilled");
      to += bytes;
    }
  }

  // Calls field(group, word) for each, and puts down where the names are.
  template <typename Function>
  void each_field(const Partition& partition, Function field) {
    const uint64_t* const end = spilled_.get() + partition.bytes / 8;
    for (const uint64_t* at = spilled_.get(); at < end; ++at) {
      if (*at >> kFieldShift != kName) [[likely]] {
        field(*at & 0xffff, *at);
      } else {
        names_[*at & 0xffff] = at;
        at += 1 + (name_at(at).size + 7) / 8;
      }
    }
  }

  void write_partition(const Partition& partition) {
    read_back(partition);
    names_.resize(partition.groups);
    ends_.assign(partition.groups, 0);
    each_field(partition, [this](size_t group, uint64_t) { ++ends_[group]; });
    uint32_t total = 0;
    for (uint32_t& end : ends_) end = std::exchange(total, total + end);
    // What are the places where the groups begin become those where they end.
    each_field(partition, [this](size_t group, uint64_t word) { sorted_[ends_[group]++] = word; });
    uint64_t check_sum = 0;
    const uint64_t* begin = sorted_.get();
    for (size_t group = 0; group < names_.size(); ++group) {
      const uint64_t* const end = sorted_.get() + ends_[group];
      const auto fields = static_cast<size_t>(end - begin);
      check_sum += fields * names_[group][1];
      const auto write = fields <= kMostPacked ? &Writer::write_packed : &Writer::write_plain;
      (this->*write)(name_at(names_[group]), std::exchange(begin, end), end);
    }
    if (check_sum != partition.check_sum) refuse("two groups have the same hash");
  }

  void write_plain(Piece name, const uint64_t* begin, const uint64_t* end) {
    out_.make_room(kLongestRecord);
    out_.at = put_string(put(out_.at, Byte{4}), name);
    out_.at = put_length(out_.at, static_cast<size_t>(end - begin));
    for (; begin < end; ++begin) {
      out_.make_room(kLongestRecord);
      const uint64_t field = *begin >> kFieldShift;
      out_.at = (field & kText) != 0 ? put_string(out_.at, text_in(field))
                                     : put_integer(out_.at, static_cast<int>(field));
      out_.at = put_integer(out_.at, value_in(*begin));
    }
  }

  void write_packed(Piece name, const uint64_t* begin, const uint64_t* end) {
    const auto count = static_cast<size_t>(end - begin);
    out_.make_room(kLongestRecord + 16 * count);
    Byte* const at = put_string(put(out_.at, Byte{16}), name);
    Byte* const pack = at + 2;  // as most lengths have two bytes
    Byte* to = pack + 6;
    for (; begin < end; ++begin) to = put_pair(to, *begin);
    *to++ = 0xff;
    const auto size = static_cast<size_t>(to - pack);
    put(put(pack, static_cast<uint32_t>(size)), static_cast<std::uint16_t>(2 * count));
    if (size < 0x40) std::memmove(at + 1, pack, size);
    out_.at = put_length(at, size) + size;
  }

  static Byte* put_pair(Byte* to, uint64_t word) {
    const uint64_t field = word >> kFieldShift;
    const auto value = static_cast<uint64_t>(value_in(word));
    // What nearly all are, 24 bits and below 4096, is one store without a branch on the value.
    if (field - (1 << 15) < (1 << 23) - (1 << 15) && value < 4096) [[likely]] {
      const bool small = value < 128;
      const uint64_t packed =
          small ? value | 1 << 8 : 0xc0 | value >> 8 | (value & 255) << 8 | 2 << 16;
      put(to, 0xf2 | field << 8 | uint64_t{4} << 32 | packed << 40);
      return to + (small ? 7 : 8);
    }
    if ((field & kText) == 0) {
      to = put_packed(to, static_cast<int>(field));
    } else {
      const Piece text = text_in(field);
      to = put(put(to, static_cast<Byte>(0x80 | text.size)), text);
      to = put(to, static_cast<Byte>(text.size + 1));
    }
    return put_packed(to, value_in(word));
  }

  Spill& spill_;
  Output& out_;
  std::vector<const uint64_t*> names_;  // by group
  std::vector<uint32_t> ends_;          // of its fields among the sorted
  Memory<uint64_t> spilled_;
  Memory<uint64_t> sorted_;
};

void run(const char* dump, const char* out, size_t partitions) {
  Spill spill(partitions, out);
  auto reader = std::make_unique<Reader>(dump, spill);
  reader->run();
  for (Partition& partition : spill.partitions) spill.flush(partition);
  spill.memory.reset();
  const uint64_t groups = reader->table.groups;
  const std::vector<Byte> head = std::move(reader->head);
  reader.reset();
  Output output(out);
  Writer(spill, output).run(groups, head);
}

}  // namespace
}  // namespace rdb::bench

int main(int argc, char** argv) try {
  const bool chosen = argc == 5 && std::string(argv[1]) == "--partitions";
  const std::size_t partitions = chosen ? std::strtoul(argv[2], nullptr, 10) : 64;
  if ((argc != 3 && !chosen) || !std::has_single_bit(partitions) || partitions > 4096) {
    std::cerr << "usage: reference_regroup [--partitions N] DUMP OUT (N: a power of two)\n";
    return 2;
  }
  rdb::bench::run(argv[argc - 2], argv[argc - 1], partitions);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "reference_regroup: " << error.what() << "\n";
  return 1;
}
