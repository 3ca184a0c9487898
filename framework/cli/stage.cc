#include <filesystem>

#include "cli/command_line.h"
#include "engine/actor_program.h"
#include "tracee/server.h"

namespace lockproof::cli {

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

int stage(const std::vector<std::string>& descriptors, const engine::Catalog& catalog) {
  const auto program = engine::make_actor_program(catalog, {own_program(), "__body"});
  return tracee::serve(std::stoi(descriptors[0]), std::stoi(descriptors[1]), std::stoi(descriptors[2]), *program);
}

int body(const std::string& scenario, const engine::Catalog& catalog) {
  const Scenario* found = catalog.find_scenario(scenario);
  if (found == nullptr || found->body == nullptr)
    throw UsageError("there is no scenario '" + scenario + "' with a body");
  return found->body(tracee::kWorldPath);
}

}  // namespace lockproof::cli
