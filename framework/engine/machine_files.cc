#include "engine/machine_files.h"

#include <set>
#include <system_error>

#include "tracee/server.h"

namespace lockproof::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEndsOfName = "/ \t\n'\"\\;|&()<>:={}$";

bool is_in_a_word(std::string_view text, std::size_t at) {
  return at > 0 && kEndsOfName.substr(1).find(text[at - 1]) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> own_paths(std::string_view text) {
  std::set<std::string> paths;
  for (const std::string directory : tracee::kOwnPaths) {
    const std::string prefix = directory + "/";
    for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string_view::npos;) {
      const bool is_rest = is_in_a_word(text, at);
      at += prefix.size();
      const std::string_view name = text.substr(at, text.find_first_of(kEndsOfName, at) - at);
      const std::string path = prefix + std::string(name);
      if (!is_rest && !name.empty() && name != "." && name != ".." && path != tracee::kWorldPath &&
          path != tracee::kHomePath)
        paths.insert(path);
    }
  }
  return {paths.begin(), paths.end()};
}

void show_machine_files(const std::vector<std::string>& paths) {
  constexpr std::uintmax_t kCopyBytesMax = 1 << 20;
  for (const std::string& ours : paths) {
    const std::string theirs = tracee::kMachinePath + ours;
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
  for (const char* own : tracee::kOwnPaths) {
    const fs::path below = path.lexically_relative(own);
    if (!below.empty() && *below.begin() != "..") return tracee::kMachinePath + path.native();
  }
  return path;
}

}  // namespace lockproof::engine
