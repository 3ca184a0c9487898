#include "world/status.h"

#include <sys/syscall.h>

#include "world/virtual_clock.h"

namespace lockproof::world {
namespace {

statx_timestamp to_timestamp(std::int64_t ns) {
  statx_timestamp stamp{};
  stamp.tv_sec = ns / kSecondNs;
  stamp.tv_nsec = static_cast<std::uint32_t>(ns % kSecondNs);
  return stamp;
}

}  // namespace

StatusArgument status_argument(long number) {
  switch (number) {
    case SYS_stat:
    case SYS_lstat:
    case SYS_fstat:
      return {1, sizeof(struct stat)};
    case SYS_newfstatat:
      return {2, sizeof(struct stat)};
    case SYS_statx:
      return {4, sizeof(struct statx)};
    default:
      return {};
  }
}

void show_as(struct stat& status, const Identity& identity, const Node& node) {
  status.st_dev = identity.device;
  status.st_ino = identity.inode;
  status.st_atim = to_timespec(node.access_ns);
  status.st_mtim = to_timespec(node.modify_ns);
  status.st_ctim = to_timespec(node.change_ns);
}

void show_as(struct statx& status, const Identity& identity, const Node& node) {
  status.stx_ino = identity.inode;
  status.stx_dev_major = 0;
  status.stx_dev_minor = static_cast<std::uint32_t>(identity.device);
  status.stx_atime = to_timestamp(node.access_ns);
  status.stx_mtime = to_timestamp(node.modify_ns);
  status.stx_ctime = to_timestamp(node.change_ns);
  status.stx_btime = to_timestamp(node.birth_ns);
}

}  // namespace lockproof::world
