#include "scenarios/installation.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "lockproof/probe.h"

namespace lockproof::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "adaptor";
constexpr std::string_view kPackage = R"({"name": "adaptor", "main": "index.js"})";
constexpr std::string_view kIndex = "module.exports = 'the whole adaptor'\n";

void write_file(const fs::path& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) {
    throw std::system_error(errno, std::generic_category(), "open " + path.string());
  }
  const ssize_t size = write(file, text.data(), text.size());
  const int error = size < 0 ? errno : ENOSPC;
  close(file);
  if (size != static_cast<ssize_t>(text.size())) {
    throw std::system_error(error, std::generic_category(), "write " + path.string());
  }
}

bool has(const fs::path& path, std::string_view text) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  std::array<char, 128> bytes;
  const ssize_t size = read(file, bytes.data(), bytes.size());
  close(file);
  return size >= 0 && std::string_view(bytes.data(), static_cast<std::size_t>(size)) == text;
}

bool is_there(const fs::path& path) {
  return access(path.c_str(), F_OK) == 0;
}

}  // namespace

Installation::Installation(const fs::path& world)
    : directory_(world / "node_modules" / kName),
      sentinel_(world / ".sentinels" / (std::string(kName) + ".done")),
      broken_(world / "registry.broken") {}

void Installation::prepare(const fs::path& world) {
  fs::create_directories(world / "node_modules" / kName);
  fs::create_directory(world / ".sentinels");
}

void Installation::prepare_half(const fs::path& world) {
  prepare(world);
  write_file(Installation(world).directory_ / "package.json", kPackage);
}

void Installation::break_registry(const fs::path& world) {
  write_file(Installation(world).broken_, "");
}

std::vector<std::string> Installation::paths() {
  return {"node_modules", "node_modules/*", "node_modules/*/*", ".sentinels", ".sentinels/*"};
}

bool Installation::done() {
  if (!is_there(sentinel_) || !is_there(directory_ / "package.json")) {
    return false;
  }
  if (!complete_) {
    complete_ = has(directory_ / "package.json", kPackage) && has(directory_ / "index.js", kIndex);
    lockproof_mark(*complete_ ? "complete" : "partial", kName);
  }
  return true;
}

void Installation::make(const std::function<void()>& keep_alive) {
  const bool fails = unlink(broken_.c_str()) == 0;
  write_file(directory_ / "package.json", kPackage);
  keep_alive();
  if (fails) {
    throw InstallFailed("the registry is broken");
  }
  write_file(directory_ / "index.js", kIndex);
}

void Installation::publish() {
  write_file(sentinel_, "");
}

bool Installation::complete() {
  if (!complete_ && !done()) {
    complete_ = false;
  }
  return *complete_;
}

}  // namespace lockproof::scenarios
