// What Conditions::planted puts into a fresh world.
#pragma once

#include <filesystem>
#include <vector>

#include "lockproof/conditions.h"

namespace lockproof::engine {

// In order, so that a later one may lie in an earlier one. Their ages are the world's business: here all are new.
// Throws std::system_error.
void plant(const std::vector<PlantedPath>& planted, const std::filesystem::path& world);

}  // namespace lockproof::engine
