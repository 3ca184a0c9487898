#include "measure/machine.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace lockproof::measure {
namespace {

std::string first_line(const char* path, const char* otherwise) {
  std::string line;
  std::ifstream in(path);
  return std::getline(in, line) && !line.empty() ? line : otherwise;
}

// https://reproducible-builds.org/specs/source-date-epoch/
std::time_t today() {
  const char* fixed = std::getenv("SOURCE_DATE_EPOCH");
  return fixed == nullptr ? std::time(nullptr) : static_cast<std::time_t>(std::strtoll(fixed, nullptr, 10));
}

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name") && line.contains(": ")) return line.substr(line.find(": ") + 2);
  return "unknown";
}

std::string kernel() {
  utsname name{};
  uname(&name);
  return fmt::format("{} {}", name.sysname, name.release);
}

bool is_below(const std::string& path, const std::string& mount_point) {
  return path.starts_with(mount_point) &&
         (path.size() == mount_point.size() || mount_point.ends_with('/') || path[mount_point.size()] == '/');
}

}  // namespace

// proc(5), mountinfo: the fifth field is the mount point; the type follows a lone dash. Of two mounts at one place the
// later one counts.
std::string file_system_of(const std::filesystem::path& directory) {
  const std::string path = std::filesystem::canonical(directory);
  std::ifstream in("/proc/self/mountinfo");
  std::string type = "unknown";
  std::size_t longest = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string field;
    std::string mount_point;
    for (int i = 0; i < 5; ++i) fields >> mount_point;
    while (fields >> field && field != "-") {
    }
    if (fields >> field && is_below(path, mount_point) && mount_point.size() >= longest) {
      longest = mount_point.size();
      type = field;
    }
  }
  return type;
}

std::vector<std::pair<std::string, std::string>> describe_machine(std::span<const std::filesystem::path> directories) {
  std::vector<std::pair<std::string, std::string>> words{
      {"date", fmt::format("{:%FT%TZ}", fmt::gmtime(today()))},
      {"processor", fmt::format("{}, {} CPUs", processor(), std::thread::hardware_concurrency())},
      {"kernel", kernel()},
      {"governor", first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "not told")},
      {"load", first_line("/proc/loadavg", "not told")}};
  for (const auto& directory : directories) words.emplace_back(directory.string(), file_system_of(directory));
  return words;
}

}  // namespace lockproof::measure
