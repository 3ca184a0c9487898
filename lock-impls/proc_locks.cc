#include "lock-impls/proc_locks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "lock-impls/descriptor.h"

namespace lockproof::locks {
namespace {

std::string read_all(const char* path) {
  std::string text;
  const Descriptor file(open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> block;
  for (ssize_t size = 0; file && (size = read(file.get(), block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(size));
  }
  return text;
}

// The holder's PID if `line` is "1: FLOCK  ADVISORY  WRITE 42 00:1a:7 0 EOF" and 00:1a:7 is `inode`; else 0. A process
// that waits has "->" in front of FLOCK.
int holder_in(const std::string& line, std::string_view inode) {
  int pid = 0;
  std::array<char, 64> where{};
  const int found = std::sscanf(line.c_str(), "%*d: FLOCK %*s %*s %d %63s", &pid, where.data());
  return found == 2 && inode == where.data() ? pid : 0;
}

}  // namespace

std::string flock_holder(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) {
    return "somebody";
  }
  std::array<char, 64> inode{};
  std::snprintf(inode.data(), inode.size(), "%02x:%02x:%lu", major(status.st_dev), minor(status.st_dev),
                static_cast<unsigned long>(status.st_ino));
  const std::string table = read_all("/proc/locks");
  for (std::size_t begin = 0, end = 0; (end = table.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (const int pid = holder_in(table.substr(begin, end - begin), inode.data()); pid > 0) {
      return "pid " + std::to_string(pid);
    }
  }
  return "somebody";
}

}  // namespace lockproof::locks
