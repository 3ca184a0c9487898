// What the workers of a scenario build: a small directory tree that is published by one rename.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// WORLD/out with two layers and a MANIFEST that has the name, size and checksum of each. It is built in
// WORLD/out.staging.PID. Whoever looks at out leaves the mark "complete KEY" or "partial KEY". Few system calls,
// because each is a point at which another worker can come between.
class Artefact final : public Build {
 public:
  Artefact(std::filesystem::path world, std::string key) : world_(std::move(world)), key_(std::move(key)) {}

  // Whether out is there. If so, it is also verified, for complete().
  bool done() override;

  // Removes the staging directories of dead builders, builds, publishes. Throws std::system_error, also if out is there
  // already. Requires: no other builder is alive.
  void make(const std::function<void()>& keep_alive) override;

  // Whether out is there and whole. Looks, and leaves the mark, the first time only.
  bool complete();

 private:
  const std::filesystem::path world_;
  const std::string key_;
  std::optional<bool> complete_;
};

}  // namespace lockproof::scenarios
