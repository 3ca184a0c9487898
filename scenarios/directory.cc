#include "scenarios/directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace lockproof::scenarios {

void make_directory(const std::filesystem::path& path) {
  if (mkdir(path.c_str(), 0777) != 0) {
    throw std::system_error(errno, std::generic_category(), "mkdir " + path.string());
  }
}

void make_lock_directory(const std::filesystem::path& world) {
  make_directory(world / "locks");
}

void make_runs_directory(const std::filesystem::path& world) {
  make_lock_directory(world);
  make_directory(world / "runs");
}

}  // namespace lockproof::scenarios
