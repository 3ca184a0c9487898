#include "tracee/namespaces.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "tracee/server.h"

namespace lockproof::tracee {
namespace {

namespace fs = std::filesystem;

Refusal refusal(std::string what, std::string_view remedy) {
  return {errno, std::move(what), std::string(remedy)};
}

bool write_file(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool whole = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return whole;
}

// netdevice(7). The only interface of a new network namespace.
bool raise_loopback() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno == EAFNOSUPPORT;  // then there is no network at all
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  const bool raised = ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  close(fd);
  return raised;
}

// A port is free again as soon as everybody has closed it: how long it would stay in TIME_WAIT is counted in the
// machine's time, beyond the execution. Nor is anything remembered of connections. tcp(7), ip-sysctl of the kernel.
bool forget_connections() {
  const auto set = [](const char* path, const char* value) { return write_file(path, value) || errno == ENOENT; };
  return set("/proc/sys/net/ipv4/tcp_max_tw_buckets", "0") && set("/proc/sys/net/ipv4/tcp_no_metrics_save", "1");
}

// A directory that nobody misses: the new root covers it while it is built.
std::optional<std::string> find_mount_point() {
  for (const char* candidate : {"/mnt", "/media", "/srv", "/opt", "/tmp"}) {
    std::error_code error;
    if (fs::is_directory(candidate, error) && fs::is_empty(candidate, error)) return candidate;
  }
  return std::nullopt;
}

std::optional<Refusal> copy_entry(const fs::directory_entry& entry, const std::string& root) {
  const std::string target = root + entry.path().string();
  std::error_code error;
  if (entry.is_symlink(error)) {
    fs::copy_symlink(entry.path(), target, error);
    return std::nullopt;
  }
  if (!entry.is_directory(error)) return std::nullopt;
  if (mkdir(target.c_str(), 0755) != 0) return refusal("making " + target, "");
  if (entry.path() == "/proc" || entry.path() == kTemporaryPath) return std::nullopt;
  // What cannot be bound (a directory without permission) stays an empty directory.
  (void)mount(entry.path().c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr);
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> enter_namespaces() {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET) != 0)
    return refusal("making namespaces", kNamespacesRemedy);
  (void)write_file("/proc/self/setgroups", "deny");
  if (!write_file("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1\n"))
    return refusal("writing uid_map", kNamespacesRemedy);
  if (!write_file("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1\n"))
    return refusal("writing gid_map", kNamespacesRemedy);
  if (!raise_loopback()) return refusal("raising the loopback interface", kNamespacesRemedy);
  constexpr std::string_view kHost = "lockproof";
  if (sethostname(kHost.data(), kHost.size()) != 0) return refusal("sethostname", kNamespacesRemedy);
  return std::nullopt;
}

std::optional<Refusal> build_root() {
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return refusal("making mounts private", kMountRemedy);
  const auto root = find_mount_point();
  if (!root) return Refusal{ENOENT, "an empty directory to build the world in", "as root: mkdir /srv"};
  std::vector<fs::directory_entry> entries;
  for (const auto& entry : fs::directory_iterator("/")) entries.push_back(entry);
  if (mount("lockproof", root->c_str(), "tmpfs", 0, "mode=0755") != 0)
    return refusal("mounting a tmpfs at " + *root, kMountRemedy);
  for (const std::string path : kOwnPaths) {
    const std::string target = *root + kMachinePath + path;
    std::error_code error;
    if (fs::create_directories(target, error); error) return refusal("making " + target, "");
    (void)mount(path.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr);
  }
  for (const auto& entry : entries)
    if (entry.path() != *root)
      if (auto refused = copy_entry(entry, *root)) return refused;
  if (mount("proc", (*root + "/proc").c_str(), "proc", 0, nullptr) != 0) return refusal("mounting /proc", kProcRemedy);
  if (chdir(root->c_str()) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0)
    return refusal("pivot_root", kMountRemedy);
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  if (syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &read_only, sizeof read_only) != 0)
    return refusal("making the machine's files read-only", kRecentRemedy);
  // ns_last_pid is written through /proc.
  mount_attr writable{};
  writable.attr_clr = MOUNT_ATTR_RDONLY;
  if (syscall(SYS_mount_setattr, AT_FDCWD, "/proc", 0, &writable, sizeof writable) != 0)
    return refusal("opening /proc", kMountRemedy);
  if (!forget_connections()) return refusal("setting the network up", kProcRemedy);
  return chdir("/") == 0 ? std::nullopt : std::optional(refusal("chdir", ""));
}

}  // namespace lockproof::tracee
