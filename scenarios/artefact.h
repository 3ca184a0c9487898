// What the workers of a scenario build: a small directory tree that is published by one rename.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// WORLD/NAME with two layers and a MANIFEST that has the name, size and checksum of each. It is built in
// WORLD/NAME.staging.PID. Whoever looks at it leaves the mark "complete NAME" or "partial NAME". Few system calls,
// because each is a point at which another worker can come between.
class Artefact final : public Build {
 public:
  Artefact(std::filesystem::path world, std::string name)
      : world_(std::move(world)), name_(std::move(name)), tree_(world_ / name_) {}

  // Whether it is there. If so, it is also verified, for complete().
  bool done() override;

  // Removes the staging directories of dead builders, builds, publishes. Throws std::system_error, also if it is there
  // already. Requires: no other builder is alive.
  void make(const std::function<void()>& keep_alive) override;

  // Whether it is there and whole. Looks, and leaves the mark, the first time only.
  bool complete();

 private:
  void publish(const std::function<void()>& keep_alive) const;

  const std::filesystem::path world_;
  const std::string name_;
  const std::filesystem::path tree_;
  std::optional<bool> complete_;
};

}  // namespace lockproof::scenarios
