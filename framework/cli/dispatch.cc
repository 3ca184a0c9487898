#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "cli/bash_completion.h"
#include "cli/catalog.h"
#include "cli/command_line.h"
#include "cli/dispatch.h"
#include "cli/fish_completion.h"
#include "cli/grammar.h"
#include "cli/manual.h"
#include "cli/zsh_completion.h"
#include "engine/executor.h"
#include "lockproof/run.h"
#include "model/bad_input.h"
#include "reports/replay_command.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

int print(const std::string& text) {
  fmt::print("{}", text);
  return no_violation;
}

int perform(int argc, char** argv) {
  const engine::Catalog catalog = make_catalog();
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "__stage") return stage({words.begin() + 1, words.end()}, catalog);
  if (words.size() > 1 && words[0] == "__body") return body({words.begin() + 1, words.end()}, catalog);

  Grammar grammar;
  if (words == std::vector<std::string>{"__manual"}) return print(manual(grammar));
  if (words == std::vector<std::string>{"__completion", "bash"}) return print(bash_completion(grammar, catalog));
  if (words == std::vector<std::string>{"__completion", "zsh"}) return print(zsh_completion(grammar, catalog));
  if (words == std::vector<std::string>{"__completion", "fish"}) return print(fish_completion(grammar, catalog));
  try {
    grammar.app.parse(argc, argv);
    if (grammar.app.get_subcommands().empty()) throw CLI::RequiredError("a verb");
  } catch (const CLI::ParseError& error) {
    return grammar.app.exit(error) == 0 ? no_violation : usage;
  }
  if (!grammar.run.command.empty() && std::ranges::find(words, "--") == words.end())
    throw UsageError(fmt::format("run: what is '{}'? Options begin with --, and a command comes after '-- '",
                                 grammar.run.command.front()));
  if (grammar.app.got_subcommand("run")) return run(grammar.run, catalog);
  if (grammar.app.got_subcommand("report")) return report(grammar.report, catalog);
  if (grammar.app.got_subcommand("merge")) return merge(grammar.merge, catalog);
  if (grammar.app.got_subcommand("shrink")) return shrink(grammar.shrink, catalog);
  if (grammar.app.got_subcommand("explain")) return explain(grammar.explain, catalog);
  if (grammar.app.got_subcommand("limits")) return limits(grammar.limits, catalog);
  if (grammar.app.got_subcommand("replay")) return replay(grammar.replay, catalog);
  if (grammar.app.got_subcommand("bench")) return bench(grammar.bench, catalog);
  if (grammar.app.got_subcommand("list")) return list(grammar.list, catalog);
  return doctor(catalog);
}

// Whether the first word is one that lockproof understands: GoogleTest's all begin with "-".
bool is_for_lockproof(int argc, char** argv) {
  if (argc < 2) return false;
  const std::string word = argv[1];
  if (word == "__stage" || word == "__body") return true;
  if (word.starts_with('-')) return false;
  const Grammar grammar;
  const auto is_word = [&](const CLI::App* verb) { return verb->get_name() == word; };
  return !grammar.app.get_subcommands(is_word).empty();
}

bool has_been_served = false;

}  // namespace

bool is_served() {
  return has_been_served;
}

int dispatch(int argc, char** argv) {
  try {
    return perform(argc, argv);
  } catch (const model::BadInput& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return usage;
  } catch (const tracee::Refused& error) {
    std::fprintf(
        stderr,
        "lockproof: this machine refuses what lockproof needs: %s\nRun 'lockproof doctor' for the whole picture.\n",
        error.what());
    return failure;
  } catch (const engine::Nondeterminism& error) {
    std::fprintf(
        stderr,
        "lockproof: equal schedules, different executions. This is a bug of lockproof; please report it:\n  %s\n",
        error.what());
    return failure;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lockproof: %s\n", error.what());
    return failure;
  }
}

}  // namespace lockproof::cli

namespace lockproof {

std::optional<int> serve(int argc, char** argv) {
  cli::has_been_served = true;
  if (!cli::is_for_lockproof(argc, argv)) return std::nullopt;
  reports::set_replaying_program(cli::own_program());
  return cli::dispatch(argc, argv);
}

}  // namespace lockproof
