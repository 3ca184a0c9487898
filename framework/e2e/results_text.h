// The results that a run wrote, without what differs from day to day.
#pragma once

#include <filesystem>
#include <string>

namespace lockproof::e2e {

// What two runs of one campaign must agree in to the byte: the results of a file of --json, but for seconds.
std::string comparable_results(const std::filesystem::path& file);

}  // namespace lockproof::e2e
