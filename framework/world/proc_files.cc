#include "world/proc_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace lockproof::world {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"/proc/locks",
                                                    "/proc/uptime",
                                                    "/proc/loadavg",
                                                    "/proc/meminfo",
                                                    "/proc/filesystems",
                                                    "/proc/sys/kernel/random/boot_id",
                                                    "/proc/sys/kernel/random/uuid"};

// proc_locks(5), for flock(2) and, without their ranges, fcntl(2) locks.
std::string locks(std::span<const std::unique_ptr<Actor>> actors, const FileTree& files) {
  std::string text;
  int line = 0;
  const auto add = [&](const char* kind, const char* mode, std::int32_t pid, NodeId node) {
    text += fmt::format("{}: {}  ADVISORY  {} {} 00:{:02x}:{} 0 EOF\n", ++line, kind, mode, pid, kWorldDevice,
                        files.at(node).inode);
  };
  std::set<const Description*> seen;
  for (const auto& actor : actors) {
    if (actor->state == Actor::State::dead || actor->process->leader != actor->index) continue;
    for (const int fd : actor->process->table.open_descriptors()) {
      const Description* description = actor->process->table.find(fd);
      if (description->flock && seen.insert(description).second)
        add("FLOCK", description->flock_shared ? "READ " : "WRITE", description->flock_pid, description->node);
    }
    for (const NodeId node : actor->process->record_locks) add("POSIX", "WRITE", actor->process->pid, node);
  }
  return text;
}

std::string uuid(std::uint64_t seed) {
  return fmt::format("{:08x}-0000-4000-8000-{:012x}\n", static_cast<std::uint32_t>(seed), seed & 0xffffffffffffU);
}

}  // namespace

bool is_proc_file(std::string_view path) {
  return std::ranges::find(kNames, path) != kNames.end();
}

std::optional<std::string> proc_file(std::string_view path, std::span<const std::unique_ptr<Actor>> actors,
                                     const Scene& scene) {
  if (path == "/proc/locks") return locks(actors, scene.files);
  const double uptime_s = static_cast<double>(scene.clock.monotonic_ns()) / 1e9;
  if (path == "/proc/uptime") return fmt::format("{:.2f} {:.2f}\n", uptime_s, uptime_s);
  if (path == "/proc/loadavg") return fmt::format("0.00 0.00 0.00 1/{} {}\n", actors.size(), 100 + actors.size());
  if (path == "/proc/meminfo")
    return "MemTotal:        8388608 kB\nMemFree:         4194304 kB\nMemAvailable:    6291456 kB\nSwapTotal:          "
           "   0 kB\n";
  if (path == "/proc/filesystems") return "nodev\tproc\nnodev\ttmpfs\n\text4\n";
  if (path == "/proc/sys/kernel/random/boot_id") return uuid(scene.seed);
  if (path == "/proc/sys/kernel/random/uuid") return uuid(scene.seed + scene.descriptions);
  return std::nullopt;
}

}  // namespace lockproof::world
