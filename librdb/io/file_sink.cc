#include "librdb/io/file_sink.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <optional>

#include "librdb/base/errors.h"
#include "librdb/io/pending_outputs.h"
#include "librdb/io/posix.h"
#include "librdb/io/temporary_name.h"

namespace rdb {
namespace {

// Where a descriptor can be linked from: O_TMPFILE's way to a name.
std::string descriptor_path(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

class FileSink final : public ByteSink {
 public:
  FileSink(const std::string& path, const OutputOptions& options);
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;
  ~FileSink() override { remove_temporary(); }

  void write(Bytes bytes) override {
    write_all_at(file_.get(), bytes, size_, path_);
    size_ += bytes.size();
  }
  bool seekable() const override { return true; }
  void patch(std::uint64_t offset, Bytes bytes) override {
    assert(offset + bytes.size() <= size_);
    write_all_at(file_.get(), bytes, offset, path_);
  }
  void truncate(std::uint64_t size) override {
    assert(size <= size_);
    resize_file(file_.get(), size, path_);
    size_ = size;
  }
  std::uint64_t size() const override { return size_; }
  void sync() override;
  void close() override;

 private:
  void open_folder(const std::string& folder);
  bool open_unnamed();
  void open_named();
  void take_over_mode();
  bool link_unnamed(const std::string& name);
  void name_without_replacing();
  void rename_over();
  void remove_temporary() noexcept;
  [[noreturn]] void throw_exists() const {
    throw Refused("write " + escaped(path_, 4096) +
                  ": another file appeared under that name meanwhile, it was not replaced");
  }

  std::string path_;  // as messages call it
  std::string name_;  // the last part of it
  bool overwrite_;
  FileDescriptor folder_;
  bool folder_can_sync_ = true;
  FileDescriptor file_;
  std::string temporary_;  // its name within the folder; empty if it has none
  std::optional<PendingOutput> pending_;
  std::uint64_t size_ = 0;
  bool is_synced_ = false;
};

FileSink::FileSink(const std::string& path, const OutputOptions& options)
    : path_(path), overwrite_(options.overwrite) {
  const std::size_t slash = path.rfind('/');
  name_ = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name_.empty()) throw_io_error("create", path_, path.empty() ? ENOENT : EISDIR);
  if (name_.size() > kLongestName) throw_io_error("create", path_, ENAMETOOLONG);
  open_folder(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
  if (!options.unnamed || !open_unnamed()) open_named();
  if (options.keep_mode) take_over_mode();
  // Says that somebody is writing it, should it have a name; leftover_outputs() asks. Advice: where
  // locks do not work it is only not reported.
  static_cast<void>(::flock(file_.get(), LOCK_EX | LOCK_NB));
}

void FileSink::open_folder(const std::string& folder) {
  folder_ = open_file(folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!folder_ && errno == EACCES) {  // writable but not readable: it cannot be synced
    folder_ = open_file(folder.c_str(), O_PATH | O_DIRECTORY);
    folder_can_sync_ = false;
  }
  if (!folder_) throw_io_error("open the folder of", path_);
}

bool FileSink::open_unnamed() {
  file_ = open_file_at(folder_.get(), ".", O_TMPFILE | O_RDWR, 0600);
  // Without /proc it could never be given a name: better known now than after the work.
  if (file_ && ::access(descriptor_path(file_.get()).c_str(), F_OK) == 0) return true;
  file_.reset();
  return false;
}

void FileSink::open_named() {
  temporary_ = temporary_name(name_);
  pending_.emplace(folder_.get(), temporary_);
  file_ =
      open_file_at(folder_.get(), temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (file_) return;
  const int error = errno;
  temporary_.clear();  // not ours
  throw_io_error("create", path_, error);
}

void FileSink::take_over_mode() {
  constexpr mode_t kPermissions = 0777;
  struct stat replaced {};
  if (::fstatat(folder_.get(), name_.c_str(), &replaced, AT_SYMLINK_NOFOLLOW) != 0) return;
  if (::fchmod(file_.get(), replaced.st_mode & kPermissions) != 0) throw_io_error("chmod", path_);
}

void FileSink::sync() {
  if (const int error = sync_file(file_.get())) throw_io_error("fsync", path_, error);
  is_synced_ = true;
}

void FileSink::close() {
  if (!is_synced_) sync();
  if (overwrite_) {
    rename_over();
  } else {
    name_without_replacing();
  }
  temporary_.clear();
  pending_.reset();
  if (folder_can_sync_) {
    const int error = sync_file(folder_.get());
    // Some file systems cannot sync a folder and say so.
    if (error != 0 && error != EINVAL) throw_io_error("fsync the folder of", path_, error);
  }
  if (const int error = file_.close()) throw_io_error("close", path_, error);
  folder_.reset();
}

// False with errno set if it fails.
bool FileSink::link_unnamed(const std::string& name) {
  return ::linkat(AT_FDCWD, descriptor_path(file_.get()).c_str(), folder_.get(), name.c_str(),
                  AT_SYMLINK_FOLLOW) == 0;
}

void FileSink::rename_over() {
  if (temporary_.empty()) {  // a link cannot replace: give it a temporary name for the rename
    temporary_ = temporary_name(name_);
    pending_.emplace(folder_.get(), temporary_);
    if (!link_unnamed(temporary_)) {
      const int error = errno;
      temporary_.clear();
      throw_io_error("link", path_, error);
    }
  }
  if (::renameat(folder_.get(), temporary_.c_str(), folder_.get(), name_.c_str()) != 0) {
    throw_io_error("rename to", path_);
  }
}

void FileSink::name_without_replacing() {
  if (temporary_.empty()) {
    if (link_unnamed(name_)) return;
    if (errno == EEXIST) throw_exists();
    throw_io_error("link", path_);
  }
  const int folder = folder_.get();
  if (::renameat2(folder, temporary_.c_str(), folder, name_.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) throw_exists();
  if (errno != EINVAL && errno != ENOSYS) throw_io_error("rename to", path_);
  // The file system does not know that flag (NFS): a second name is refused just as well.
  if (::linkat(folder, temporary_.c_str(), folder, name_.c_str(), 0) == 0) {
    ::unlinkat(folder, temporary_.c_str(), 0);
    return;
  }
  if (errno == EEXIST) throw_exists();
  // It has no hard links either (FAT): looking first is all that is left.
  struct stat status {};
  if (::fstatat(folder, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) throw_exists();
  rename_over();
}

void FileSink::remove_temporary() noexcept {
  if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
  temporary_.clear();
  pending_.reset();  // while the folder it names is open
}

}  // namespace

std::unique_ptr<ByteSink> make_file_sink(const std::string& path, const OutputOptions& options) {
  return std::make_unique<FileSink>(path, options);
}

}  // namespace rdb
