// What the workers of the adaptor repository make: an adaptor that is installed in place, file by file, and a sentinel
// that says so (rows B2, B3).
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

struct InstallFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// WORLD/node_modules/adaptor with a package.json, which is written first, and an index.js; and
// WORLD/.sentinels/adaptor.done. Whoever looks at it leaves the mark "complete adaptor" or "partial adaptor".
class Installation final : public Build {
 public:
  explicit Installation(const std::filesystem::path& world);

  // Lays out an empty repository. Throws std::filesystem::filesystem_error.
  static void prepare(const std::filesystem::path& world);

  // As an installation that was interrupted before it began to write index.js leaves it.
  static void prepare_half(const std::filesystem::path& world);

  // The next installation fails in the middle.
  static void break_registry(const std::filesystem::path& world);

  // Paths below the world that an installation keeps.
  static std::vector<std::string> paths();

  // Whether sentinel and package.json are there. If so, it is also verified, for complete().
  bool done() override;

  // Writes the files, over those of an installation that did not get to its end. Throws InstallFailed if the registry
  // is broken, and std::system_error.
  void make(const std::function<void()>& keep_alive) override;

  // Writes the sentinel.
  void publish() override;

  // Whether it is installed as it should be.
  bool complete();

 private:
  const std::filesystem::path directory_;
  const std::filesystem::path sentinel_;
  const std::filesystem::path broken_;
  std::optional<bool> complete_;
};

}  // namespace lockproof::scenarios
