// The page of the HTML report, with the executions that its findings need.
#pragma once

#include <filesystem>
#include <string>

#include "engine/catalog.h"
#include "model/result.h"

namespace lockproof::cli {

// Writes FOLDER/index.html, and makes the folder if it is not there. Each finding is replayed and shrunk for it; one
// whose token cannot be used any more, or on a machine that refuses, stays without a timeline, and the page says why.
// Throws std::system_error.
void write_page(const std::filesystem::path& folder, const model::RunSummary& summary, const engine::Catalog& catalog);

// The same with a page that is made already.
void write_page(const std::filesystem::path& folder, const std::string& html);

}  // namespace lockproof::cli
