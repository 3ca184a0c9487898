// A folder of one's own, gone with the object.
#pragma once

#include <filesystem>

namespace lockproof::e2e {

class FreshFolder {
 public:
  // Everyone may read and enter it. Throws std::system_error.
  FreshFolder();
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;
  ~FreshFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lockproof::e2e
