// Missing parent directories are made when a call has failed for want of them: the usual case pays nothing.
#pragma once

#include <cerrno>
#include <filesystem>

namespace lockproof::locks {

// Returns what `create` returns, a system call that makes `path`. If that fails with ENOENT, makes the parent
// directories and calls it once more.
template <typename Create>
int with_parents(const std::filesystem::path& path, Create create) {
  const int result = create();
  if (result >= 0 || errno != ENOENT) {
    return result;
  }
  std::filesystem::create_directories(path.parent_path());
  return create();
}

}  // namespace lockproof::locks
