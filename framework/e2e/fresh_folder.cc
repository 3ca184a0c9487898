#include "e2e/fresh_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace lockproof::e2e {

namespace fs = std::filesystem;

FreshFolder::FreshFolder() {
  std::string name = fs::temp_directory_path() / "lockproof_e2e.XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  path_ = name;
  fs::permissions(path_, fs::perms{0755});
}

FreshFolder::~FreshFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace lockproof::e2e
