#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "cli/command_line.h"
#include "engine/campaign.h"
#include "reports/style.h"
#include "reports/table.h"
#include "tracee/capabilities.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

// Whatever else the machine may refuse to `run`.
tracee::Capability try_execution(const engine::Catalog& catalog) {
  tracee::Capability capability{.name = "a whole execution",
                                .required = true,
                                .available = true,
                                .without = "nothing works: this is what 'lockproof run' does",
                                .reason = {},
                                .remedy = {}};
  const Scenario* scenario = catalog.find_scenario("build_once");
  const engine::Play play{.scenario = scenario,
                          .lock = catalog.find_lock("flock"),
                          .workers = scenario->workers,
                          .conditions = scenario->conditions,
                          .seed = 1};
  try {
    engine::run_campaign(
        {.program = own_program(), .plays = {play}, .strategy = explore::NamedStrategy("random"), .executions = 1},
        [](const engine::Progress&) {});
  } catch (const tracee::Refused& error) {
    capability.available = false;
    capability.reason = error.what();
    capability.remedy = "a sandbox that lets this through, or none";
  } catch (const std::exception&) {
    // lockproof's own failure: no word about the machine, and `run` speaks for itself.
  }
  return capability;
}

bool is_usable(const std::vector<tracee::Capability>& capabilities) {
  return std::ranges::all_of(capabilities, [](const auto& each) { return each.available || !each.required; });
}

}  // namespace

int doctor(const engine::Catalog& catalog) {
  auto capabilities = tracee::probe_capabilities();
  if (is_usable(capabilities)) capabilities.push_back(try_execution(catalog));
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  reports::Table table{.columns = {{.title = "capability"}, {.title = "here"}, {.title = "without it"}}, .rows = {}};
  for (const auto& capability : capabilities) {
    const auto colour = capability.available  ? reports::Colour::green
                        : capability.required ? reports::Colour::red
                                              : reports::Colour::yellow;
    table.rows.push_back({{capability.name}, {capability.available ? "yes" : "no", colour}, {capability.without}});
  }
  fmt::print("{}\n", reports::to_text(table, style));
  for (const auto& capability : capabilities)
    if (!capability.available) {
      fmt::print("{}: {}\n", capability.name, capability.reason);
      if (!capability.remedy.empty()) fmt::print("  remedy: {}\n", capability.remedy);
    }
  const bool usable = is_usable(capabilities);
  fmt::print("{}\n", usable ? "'lockproof run' works here." : "'lockproof run' does not work here.");
  return usable ? no_violation : failure;
}

}  // namespace lockproof::cli
