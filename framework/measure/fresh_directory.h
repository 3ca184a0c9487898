// A directory of one's own, gone with the object.
#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace lockproof::measure {

class FreshDirectory {
 public:
  // Somewhere in `parent`. Throws std::system_error.
  explicit FreshDirectory(const std::filesystem::path& parent) {
    std::string name = (parent / "lockproof.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::system_error(errno, std::system_category(), "cannot make a directory in " + parent.string());
    path_ = name;
  }
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;
  ~FreshDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lockproof::measure
