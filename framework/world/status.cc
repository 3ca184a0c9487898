#include "world/status.h"

namespace lockproof::world {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

timespec to_timespec(std::int64_t ns) {
  return {ns / kSecondNs, ns % kSecondNs};
}

statx_timestamp to_timestamp(std::int64_t ns) {
  statx_timestamp stamp{};
  stamp.tv_sec = ns / kSecondNs;
  stamp.tv_nsec = static_cast<std::uint32_t>(ns % kSecondNs);
  return stamp;
}

}  // namespace

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
