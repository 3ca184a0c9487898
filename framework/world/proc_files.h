// Files of /proc that show the whole machine, with the contents that they have in the world.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// What `path` holds now; nothing if the world has no contents of its own for it.
std::optional<std::string> proc_file(std::string_view path, std::span<const std::unique_ptr<Actor>> actors,
                                     const Scene& scene);

// Whether proc_file() has contents for `path`.
bool is_proc_file(std::string_view path);

// st_dev of every file of the world, as /proc/locks shows it too.
inline constexpr std::uint64_t kWorldDevice = 0x2a;

}  // namespace lockproof::world
