// Where the image builder keeps the lock of an image tag.
#pragma once

#include <filesystem>
#include <string_view>

namespace lockproof::locks {

// CACHE/image-locks/SHA256(TAG).lock: any tag makes a legal name of the same length (row A1).
std::filesystem::path image_lock_path(const std::filesystem::path& cache, std::string_view tag);

}  // namespace lockproof::locks
