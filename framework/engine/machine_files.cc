#include "engine/machine_files.h"

#include <set>
#include <system_error>

#include "tracee/server.h"

namespace lockproof::engine {

namespace fs = std::filesystem;

std::vector<std::string> temporary_names(std::string_view text) {
  const std::string prefix = tracee::kTemporaryPath + std::string("/");
  std::set<std::string> names;
  for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string_view::npos;) {
    at += prefix.size();
    const std::string_view name = text.substr(at, text.find_first_of("/ \t\n'\"\\;|&()<>:={}$", at) - at);
    if (!name.empty() && name != "." && name != ".." && prefix + std::string(name) != tracee::kWorldPath)
      names.emplace(name);
  }
  return {names.begin(), names.end()};
}

void show_machine_files(const std::vector<std::string>& names) {
  constexpr std::uintmax_t kCopyBytesMax = 1 << 20;
  for (const std::string& name : names) {
    const fs::path theirs = fs::path(tracee::kMachineTemporaryPath) / name;
    const fs::path ours = fs::path(tracee::kTemporaryPath) / name;
    std::error_code error;
    const fs::file_status status = fs::status(theirs, error);
    if (!fs::exists(status)) continue;
    if (fs::is_regular_file(status) && fs::file_size(theirs, error) <= kCopyBytesMax &&
        fs::copy_file(theirs, ours, error))
      continue;
    fs::create_symlink(theirs, ours);
  }
}

fs::path machine_file(const fs::path& path) {
  const fs::path below = path.lexically_relative(tracee::kTemporaryPath);
  const bool is_temporary = !below.empty() && *below.begin() != "..";
  return is_temporary ? tracee::kMachineTemporaryPath / below : path;
}

}  // namespace lockproof::engine
