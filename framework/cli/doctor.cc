#include <fmt/format.h>
#include <unistd.h>

#include "cli/command_line.h"
#include "reports/style.h"
#include "reports/table.h"
#include "tracee/capabilities.h"

namespace lockproof::cli {

int doctor() {
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  const auto capabilities = tracee::probe_capabilities();
  reports::Table table{.columns = {{.title = "capability"}, {.title = "here"}, {.title = "without it"}}, .rows = {}};
  bool usable = true;
  for (const auto& capability : capabilities) {
    usable &= capability.available || !capability.required;
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
  fmt::print("{}\n", usable ? "'lockproof run' works here." : "'lockproof run' does not work here.");
  return usable ? no_violation : failure;
}

}  // namespace lockproof::cli
