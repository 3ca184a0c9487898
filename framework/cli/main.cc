#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/bash_completion.h"
#include "cli/command_line.h"
#include "cli/grammar.h"
#include "cli/manual.h"
#include "engine/campaign.h"
#include "explore/fault_text.h"
#include "explore/strategies.h"
#include "lock-impls/locks.h"
#include "model/schedule.h"
#include "scenarios/scenarios.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

engine::Catalog make_catalog() {
  const auto locks = locks::all_locks();
  const auto published = locks::all_published();
  const auto mutants = locks::all_mutants();
  const auto scenarios = scenarios::all_scenarios();
  return {.locks = {locks.begin(), locks.end()},
          .published = {published.begin(), published.end()},
          .mutants = {mutants.begin(), mutants.end()},
          .scenarios = {scenarios.begin(), scenarios.end()}};
}

int print(const std::string& text) {
  fmt::print("{}", text);
  return no_violation;
}

int dispatch(int argc, char** argv) {
  const engine::Catalog catalog = make_catalog();
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "__stage") return stage({words.begin() + 1, words.end()}, catalog);
  if (words.size() == 2 && words[0] == "__body") return body(words[1], catalog);

  Grammar grammar;
  if (words == std::vector<std::string>{"__manual"}) return print(manual(grammar));
  if (words == std::vector<std::string>{"__completion"}) return print(bash_completion(grammar, catalog));
  try {
    grammar.app.parse(argc, argv);
    if (grammar.app.get_subcommands().empty()) throw CLI::RequiredError("a verb");
  } catch (const CLI::ParseError& error) {
    return grammar.app.exit(error) == 0 ? no_violation : usage;
  }
  if (grammar.app.got_subcommand("run")) return run(grammar.run, catalog);
  if (grammar.app.got_subcommand("report")) return report(grammar.report);
  if (grammar.app.got_subcommand("shrink")) return shrink(grammar.shrink, catalog);
  if (grammar.app.got_subcommand("explain")) return explain(grammar.explain, catalog);
  if (grammar.app.got_subcommand("limits")) return limits(grammar.limits, catalog);
  if (grammar.app.got_subcommand("replay")) return replay(grammar.replay, catalog);
  if (grammar.app.got_subcommand("bench")) return bench(grammar.bench, catalog);
  if (grammar.app.got_subcommand("list")) return list(grammar.list, catalog);
  return doctor();
}

}  // namespace
}  // namespace lockproof::cli

int main(int argc, char** argv) {
  using namespace lockproof;
  try {
    return cli::dispatch(argc, argv);
  } catch (const cli::UsageError& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return cli::usage;
  } catch (const explore::BadWord& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return cli::usage;
  } catch (const explore::BadStrategy& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return cli::usage;
  } catch (const model::BadToken& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return cli::usage;
  } catch (const tracee::Refused& error) {
    std::fprintf(
        stderr,
        "lockproof: this machine refuses what lockproof needs: %s\nRun 'lockproof doctor' for the whole picture.\n",
        error.what());
    return cli::failure;
  } catch (const engine::Nondeterminism& error) {
    std::fprintf(
        stderr,
        "lockproof: equal schedules, different executions. This is a bug of lockproof; please report it:\n  %s\n",
        error.what());
    return cli::failure;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return cli::failure;
  }
}
