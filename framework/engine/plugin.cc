#include "engine/plugin.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <link.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>

#include "engine/c_lock.h"
#include "engine/machine_files.h"
#include "lockproof/cxx_plugin.h"
#include "model/bad_input.h"

namespace lockproof::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "plugin:";
constexpr std::size_t kDigestDigits = 16;

struct Plugin {
  fs::path library;
  std::uint64_t digest = 0;
  const LockInfo* lock = nullptr;
  std::string libraries;  // see libraries_of
};

// A library belongs to the whole process once it is loaded.
std::deque<Plugin>& loaded() {
  static std::deque<Plugin> plugins;
  return plugins;
}

std::uint64_t digest_of_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (bytes.empty()) throw model::BadInput("there is nothing in it that can be read");
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::ptrdiff_t thread_count() {
  return std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
}

std::set<std::string> libraries_in_memory() {
  std::set<std::string> paths;
  dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* found) {
        static_cast<std::set<std::string>*>(found)->emplace(object->dlpi_name);
        return 0;
      },
      &paths);
  return paths;
}

template <typename Function>
Function* find_function(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

const LockInfo& cxx_lock(const CxxPlugin* plugin) {
  if (plugin == nullptr || plugin->abi.version != CxxPluginAbi().version || plugin->abi.size != sizeof(CxxPluginAbi) ||
      plugin->abi != CxxPluginAbi())
    throw model::BadInput(
        "it was built against other headers of lockproof, or another standard library: build it against those of this "
        "lockproof, or use the interface of lockproof/plugin.h");
  if (plugin->lock == nullptr || plugin->lock->make == nullptr)
    throw model::BadInput("LockInfo::make of its lock must not be null");
  return *plugin->lock;
}

const LockInfo& exported_lock(void* library) {
  if (auto* get = find_function<const CxxPlugin*()>(library, "lockproof_cxx_plugin")) return cxx_lock(get());
  auto* get = find_function<const lockproof_lock*()>(library, "lockproof_plugin");
  const lockproof_lock* lock = get != nullptr ? get() : nullptr;
  if (lock == nullptr)
    throw model::BadInput(
        "it exports no lock: write LOCKPROOF_CXX_PLUGIN(my_lock) (lockproof/cxx_plugin.h), or define "
        "lockproof_plugin() "
        "(lockproof/plugin.h)");
  return lock_info_of(*lock);
}

Plugin load(const fs::path& library, std::optional<std::uint64_t> expected) {
  if (!fs::is_regular_file(library)) throw model::BadInput("there is no such file");
  const std::uint64_t digest = digest_of_file(library);
  if (expected && *expected != digest)
    throw model::BadInput("the library has changed since the token was made: run again to get a new one");
  const std::ptrdiff_t threads = thread_count();
  const std::set<std::string> others = libraries_in_memory();
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    throw model::BadInput(
        fmt::format("it cannot be loaded: {}: it must be a shared library (cc -shared -fPIC)", dlerror()));
  if (thread_count() != threads)
    throw model::BadInput(
        "it starts threads when it is loaded, which no process has that is forked afterwards: make it a program that "
        "takes the lock, and test that with --lock-command");
  std::set<std::string> needed = libraries_in_memory();
  needed.erase(library);
  std::erase_if(needed, [&](const std::string& path) { return others.contains(path); });
  const auto own = own_paths(fmt::format("{}", fmt::join(needed, " ")));
  return {library, digest, &exported_lock(handle), fmt::format("{}", fmt::join(own, " "))};
}

const LockInfo& load_once(const fs::path& library, std::optional<std::uint64_t> expected) {
  const fs::path file = fs::weakly_canonical(library);
  const auto found = std::ranges::find_if(loaded(), [&](const Plugin& plugin) {
    return plugin.library == file && plugin.digest == expected.value_or(plugin.digest);
  });
  if (found != loaded().end()) return *found->lock;
  try {
    return *loaded().emplace_back(load(file, expected)).lock;
  } catch (const model::BadInput& error) {
    throw model::BadInput(fmt::format("{}: {}", library.string(), error.what()));
  }
}

// A LockInfo may be a copy, as when limits are searched for.
std::deque<Plugin>::const_iterator find_plugin(const LockInfo& lock) {
  return std::ranges::find(loaded(), lock.make, [](const Plugin& known) { return known.lock->make; });
}

}  // namespace

const LockInfo& load_plugin(const fs::path& library) {
  return load_once(library, std::nullopt);
}

const LockInfo& load_plugin(const PluginText& text) {
  return load_once(text.library, text.digest);
}

std::string libraries_of(const LockInfo& lock) {
  const auto plugin = find_plugin(lock);
  return plugin != loaded().end() ? plugin->libraries : "";
}

std::string text_of(const LockInfo& lock) {
  const auto plugin = find_plugin(lock);
  if (plugin == loaded().end()) return std::string(lock.name);
  return fmt::format("{}{:0{}x}:{}", kPrefix, plugin->digest, kDigestDigits, plugin->library.string());
}

bool is_plugin(std::string_view text) {
  return text.starts_with(kPrefix);
}

PluginText plugin_text(std::string_view text) {
  PluginText parts;
  const std::string_view rest = text.substr(kPrefix.size());
  const std::string_view digits = rest.substr(0, kDigestDigits);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), parts.digest, 16);
  if (read.ec != std::errc() || digits.size() != kDigestDigits || rest.substr(kDigestDigits).substr(0, 2) != ":/")
    throw model::BadInput(fmt::format("'{}' is no library with a lock in it", text));
  parts.library = rest.substr(kDigestDigits + 1);
  return parts;
}

}  // namespace lockproof::engine
