#include "engine/planting.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace lockproof::engine {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const bool written = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  if (file >= 0) close(file);
  if (!written) throw std::system_error(error, std::generic_category(), "plant " + path.string());
}

void plant_one(const PlantedPath& planted, const std::filesystem::path& path) {
  using Kind = PlantedPath::Kind;
  if (planted.kind == Kind::read_only) return;
  std::filesystem::remove_all(path);
  if (planted.kind == Kind::missing) return;
  std::filesystem::create_directories(path.parent_path());
  if (planted.kind == Kind::file) write_file(path, planted.text);
  if (planted.kind == Kind::directory) std::filesystem::create_directory(path);
  if (planted.kind == Kind::symlink) std::filesystem::create_symlink(planted.text, path);
}

}  // namespace

void plant(const std::vector<PlantedPath>& planted, const std::filesystem::path& world) {
  for (const PlantedPath& one : planted) plant_one(one, world / one.path);
}

}  // namespace lockproof::engine
