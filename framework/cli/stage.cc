#include <filesystem>
#include <span>

#include "cli/command_line.h"
#include "engine/actor_program.h"
#include "engine/command_lock.h"
#include "tracee/server.h"

namespace lockproof::cli {

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

int stage(const std::vector<std::string>& descriptors, const engine::Catalog& catalog) {
  const auto program = engine::make_actor_program(catalog, {own_program(), "__body"});
  return tracee::serve(std::stoi(descriptors[0]), std::stoi(descriptors[1]), std::stoi(descriptors[2]), *program);
}

int body(const std::vector<std::string>& words, const engine::Catalog& catalog) {
  const Scenario* scenario = catalog.find_scenario(words.front());
  if (scenario == nullptr) throw UsageError("there is no scenario '" + words.front() + "'");
  return engine::run_body(*scenario, std::span(words).subspan(1));
}

}  // namespace lockproof::cli
