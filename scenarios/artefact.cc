#include "scenarios/artefact.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <vector>

#include "lockproof/probe.h"

namespace lockproof::scenarios {
namespace {

namespace fs = std::filesystem;

struct Layer {
  std::string_view name;
  std::string_view first;   // each part is one write
  std::string_view second;  // empty: there is none
};

constexpr std::array kLayers{
    Layer{"base.layer", "base: the part that is written first\n", "base: the part that is written last\n"},
    Layer{"env.layer", "env: written at once\n", ""},
};
constexpr std::string_view kManifest = "MANIFEST";
constexpr std::string_view kStaging = ".staging.";

// Every file of the tree is far smaller, so that one read gets it all.
constexpr std::size_t kFileSizeMax = 4096;

[[noreturn]] void throw_errno(const char* call, const fs::path& path) {
  const int error = errno;
  throw std::system_error(error, std::generic_category(), std::string(call) + " " + path.string());
}

std::uint64_t fnv1a64(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return hash;
}

std::string manifest_line(std::string_view name, std::string_view bytes) {
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), "%.*s %zu %016llx\n", static_cast<int>(name.size()), name.data(),
                bytes.size(), static_cast<unsigned long long>(fnv1a64(bytes)));
  return line.data();
}

void write_all(int file, const fs::path& path, std::string_view bytes) {
  const ssize_t size = write(file, bytes.data(), bytes.size());
  if (size != static_cast<ssize_t>(bytes.size())) {
    errno = size < 0 ? errno : ENOSPC;
    throw_errno("write", path);
  }
}

void write_file(const fs::path& path, std::string_view first, std::string_view second) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    throw_errno("open", path);
  }
  try {
    write_all(file, path, first);
    if (!second.empty()) {
      write_all(file, path, second);
    }
  } catch (...) {
    close(file);
    throw;
  }
  close(file);
}

// Nothing if the file cannot be opened or read. At most kFileSizeMax bytes: a longer file fails its checksum.
std::optional<std::string> read_file(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return std::nullopt;
  }
  std::array<char, kFileSizeMax> bytes;
  const ssize_t size = read(file, bytes.data(), bytes.size());
  close(file);
  if (size < 0) {
    return std::nullopt;
  }
  return std::string(bytes.data(), static_cast<std::size_t>(size));
}

// Whether the layers are what `manifest` says. Each file is read once.
bool matches(const fs::path& tree, const std::string& manifest) {
  std::string found;
  for (const Layer& layer : kLayers) {
    const std::optional<std::string> bytes = read_file(tree / layer.name);
    if (!bytes) {
      return false;
    }
    found += manifest_line(layer.name, *bytes);
  }
  return found == manifest;
}

// Names in `directory`. Not by opendir(3), which adds an fstat.
std::vector<std::string> names_in(const fs::path& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    throw_errno("open", directory);
  }
  std::vector<std::string> names;
  alignas(dirent64) std::array<char, kFileSizeMax> entries;
  ssize_t size = 0;
  while ((size = getdents64(fd, entries.data(), entries.size())) > 0) {
    for (ssize_t at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const dirent64*>(entries.data() + at);
      names.emplace_back(entry->d_name);
      at += entry->d_reclen;
    }
  }
  close(fd);
  if (size < 0) {
    throw_errno("getdents64", directory);
  }
  return names;
}

// Whoever builds holds the lock, so every staging directory that is there has lost its builder.
void remove_stale_stagings(const fs::path& world, const std::string& prefix) {
  for (const std::string& name : names_in(world)) {
    if (!name.starts_with(prefix)) {
      continue;
    }
    const fs::path staging = world / name;
    for (const Layer& layer : kLayers) {
      unlink((staging / layer.name).c_str());
    }
    unlink((staging / kManifest).c_str());
    if (rmdir(staging.c_str()) != 0) {
      throw_errno("rmdir", staging);
    }
  }
}

}  // namespace

bool Artefact::done() {
  const std::optional<std::string> manifest = read_file(tree_ / kManifest);
  if (!manifest) {
    return false;
  }
  if (!complete_) {
    complete_ = matches(tree_, *manifest);
    lockproof_mark(*complete_ ? "complete" : "partial", name_.c_str());
  }
  return true;
}

void Artefact::make(const std::function<void()>& keep_alive) {
  lockproof_mark("begin", name_.c_str());
  try {
    publish(keep_alive);
  } catch (...) {
    lockproof_mark("fail", name_.c_str());
    throw;
  }
  lockproof_mark("end", name_.c_str());
}

void Artefact::publish(const std::function<void()>& keep_alive) const {
  const std::string prefix = name_ + std::string(kStaging);
  remove_stale_stagings(world_, prefix);
  const fs::path staging = world_ / (prefix + std::to_string(getpid()));
  if (mkdir(staging.c_str(), 0777) != 0) {
    throw_errno("mkdir", staging);
  }
  std::string manifest;
  for (const Layer& layer : kLayers) {
    write_file(staging / layer.name, layer.first, layer.second);
    manifest += manifest_line(layer.name, std::string(layer.first).append(layer.second));
    keep_alive();
  }
  write_file(staging / kManifest, manifest, "");
  if (rename(staging.c_str(), tree_.c_str()) != 0) {
    throw_errno("rename", staging);
  }
}

bool Artefact::complete() {
  if (!complete_ && !done()) {
    complete_ = false;
    if (access(tree_.c_str(), F_OK) == 0) {
      lockproof_mark("partial", name_.c_str());
    }
  }
  return *complete_;
}

}  // namespace lockproof::scenarios
