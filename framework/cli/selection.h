// Locks by the words of the command line.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog.h"

namespace lockproof::cli {

// "a, b, c".
template <typename Item>
std::string names_of(const std::vector<const Item*>& items, std::string_view separator = ", ") {
  std::string names;
  for (const Item* item : items) names += fmt::format("{}{}", names.empty() ? "" : separator, item->name);
  return names;
}

// The locks of these names; "all" are the sound ones, "published" and "mutants" the others. In place of them, if there
// are any, the locks in shared libraries, whose names must be new. Throws model::BadInput.
std::vector<const LockInfo*> chosen_locks(const std::vector<std::string>& names,
                                          const std::vector<std::filesystem::path>& libraries,
                                          const engine::Catalog& catalog);

// Worlds that can run at the same time.
int cpu_count();

}  // namespace lockproof::cli
