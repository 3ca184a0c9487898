#include "cli/selection.h"

#include <algorithm>
#include <thread>

#include "cli/catalog.h"
#include "cli/command_line.h"
#include "engine/plugin.h"

namespace lockproof::cli {

namespace {

std::vector<const LockInfo*> plugin_locks(const std::vector<std::filesystem::path>& libraries,
                                          const engine::Catalog& catalog) {
  std::vector<const LockInfo*> chosen;
  engine::Catalog extended = catalog;
  for (const std::filesystem::path& library : libraries) {
    const LockInfo& lock = engine::load_plugin(library);
    try {
      add_lock(extended, lock);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", library.string(), error.what()));
    }
    chosen.push_back(&lock);
  }
  return chosen;
}

}  // namespace

std::vector<const LockInfo*> chosen_locks(const std::vector<std::string>& names,
                                          const std::vector<std::filesystem::path>& libraries,
                                          const engine::Catalog& catalog) {
  if (!libraries.empty()) return plugin_locks(libraries, catalog);
  std::vector<const LockInfo*> chosen;
  for (const std::string& name : names) {
    if (name == "all") {
      chosen.insert(chosen.end(), catalog.locks.begin(), catalog.locks.end());
    } else if (name == "published") {
      chosen.insert(chosen.end(), catalog.published.begin(), catalog.published.end());
    } else if (name == "mutants") {
      chosen.insert(chosen.end(), catalog.mutants.begin(), catalog.mutants.end());
    } else if (const LockInfo* lock = catalog.find_lock(name)) {
      chosen.push_back(lock);
    } else {
      throw UsageError(fmt::format("there is no lock '{}'. Locks: {}. Published: {}. Mutants: {}.", name,
                                   names_of(catalog.locks), names_of(catalog.published), names_of(catalog.mutants)));
    }
  }
  return chosen;
}

int cpu_count() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace lockproof::cli
