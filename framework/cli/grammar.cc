#include "cli/grammar.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lockproof::cli {
namespace {

void add_files(CLI::App& verb, ReportFiles& files) {
  verb.add_option("--json", files.json, "Write the results to FILE, for replay, shrink, explain and report")
      ->type_name("FILE");
  verb.add_option("--junit", files.junit, "... as JUnit XML, for CI systems")->type_name("FILE");
  verb.add_option("--sarif", files.sarif, "... as SARIF 2.1.0, for code scanning")->type_name("FILE");
  verb.add_option("--tap", files.tap, "... as TAP 14, the Test Anything Protocol")->type_name("FILE");
  verb.add_option("--report", files.html, "... as a page to look at, DIR/index.html, with a timeline of each violation")
      ->type_name("DIR");
}

CLI::Option* add_locks(CLI::App& verb, std::vector<std::string>& locks) {
  return verb.add_option("--lock", locks, "Locks by name, 'all' sound ones, 'published' or 'mutants'")
      ->delimiter(',')
      ->type_name("L[,L]");
}

CLI::Option* add_lock_plugins(CLI::App& verb, std::vector<std::filesystem::path>& libraries, CLI::Option* lock) {
  return verb
      .add_option("--lock-plugin", libraries,
                  "Locks in shared libraries: see lockproof/cxx_plugin.h for C++, lockproof/plugin.h for C and others")
      ->delimiter(',')
      ->type_name("FILE[,FILE]")
      ->excludes(lock);
}

struct CommandOptions {
  CLI::Option* command;
  CLI::Option* file;
};

// Of RunOptions or LimitsOptions.
template <typename Options>
CommandOptions add_lock_commands(CLI::App& verb, Options& options, CLI::Option* lock) {
  CLI::Option* command = verb.add_option("--lock-command", options.lock_command,
                                         "Test a program that takes a lock around a command: 'flock {lock} {body}'")
                             ->type_name("CMD")
                             ->excludes(lock);
  verb.add_option("--contract", options.contract,
                  "With --lock-command: what it promises, where that is not as usual: kill_safe=false, pause_max=10s, "
                  "may_stay={lock},{lock}.guard...; see lockproof/contract.h")
      ->type_name("ITEM=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->needs(command);
  CLI::Option* file =
      verb.add_option("--lock-file", options.lock_files,
                      "... or programs that TOML files describe, each with name, command and [contract]")
          ->delimiter(',')
          ->type_name("FILE[,FILE]")
          ->excludes(lock)
          ->excludes(command);
  return {command, file};
}

void add_seed(CLI::App& verb, std::uint64_t& seed) {
  verb.add_option("--seed", seed, "Everything random follows from it")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
}

void add_jobs(CLI::App& verb, int& jobs, const char* summary) {
  verb.add_option("--jobs", jobs, summary)->type_name("N")->check(CLI::Range(1, 1024));
}

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App* verb = app.add_subcommand("run", "Test locks in scenarios and say what holds");
  CLI::Option* lock = add_locks(*verb, options.locks);
  CLI::Option* scenario =
      verb->add_option("--scenario", options.scenarios,
                       "Scenarios by name, or 'all' (default: all; for a mutant the one that catches it)")
          ->delimiter(',')
          ->type_name("S[,S]");
  CLI::Option* promise =
      verb->add_option("--promise", options.promises,
                       "Rows of 'lockproof list promises': the lock that keeps each, and the one that breaks it")
          ->delimiter(',')
          ->type_name("ROW[,ROW]")
          ->excludes(lock)
          ->excludes(scenario);
  verb->add_flag("--known-limits", options.known_limits,
                 "Also try locks where their contract promises nothing: a violation there is a known limit");
  verb->add_option("--workers", options.workers, "Actors that contend (default: the scenario's)")
      ->type_name("N")
      ->check(CLI::Range(1, 64));
  verb->add_option("--strategy", options.strategy,
                   "Who picks the schedule: see 'lockproof list strategies'; pct:5 and delay:5 take a number")
      ->type_name("X")
      ->capture_default_str();
  verb->add_option("--executions", options.executions,
                   "Executions of each lock in each scenario (default 12; for a lock or scenario that is named, 100)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  verb->add_option("--time", options.time, "Stop after so much wall time: 30s, 5min, 1h")->type_name("TIME");
  add_seed(*verb, options.seed);
  add_jobs(*verb, options.jobs, "Worlds at a time (default: one for each CPU); results do not depend on it");
  verb->add_option(
          "--shard", options.shard,
          "Make the I-th of N parts of all executions, counted from 1; merge puts them together. 'none' for all "
          "(default: as Slurm, Open MPI, Kubernetes, GitLab, Bazel or GoogleTest say)")
      ->type_name("I/N");
  verb->add_option("--journal", options.journal,
                   "Remember every execution in FILE: the same command goes on where it was interrupted")
      ->type_name("FILE");
  verb->add_option(
          "--rest-of", options.rest_of,
          "With --strategy exhaustive: make the parts of the search that FILE, which --json wrote, does not have")
      ->type_name("FILE");
  const auto [lock_command, lock_file] = add_lock_commands(*verb, options, lock);
  lock_command->excludes(promise);
  lock_file->excludes(promise);
  verb->add_option("--start", options.start,
                   "Of commands: 'fork' does once what they do up to their first step that others can see, where that "
                   "is possible (one thread), 'exec' each time; the results are the same")
      ->type_name("MODE")
      ->check(CLI::IsMember({"fork", "exec"}))
      ->capture_default_str();
  CLI::Option* lock_plugin = add_lock_plugins(*verb, options.lock_plugins, lock)
                                 ->excludes(promise)
                                 ->excludes(lock_command)
                                 ->excludes(lock_file);
  CLI::Option* command =
      verb->add_option("command", options.command,
                       "After --: a program, no lock, of which copies race in an empty directory; none may fail")
          ->type_name("COMMAND")
          ->excludes(lock)
          ->excludes(scenario)
          ->excludes(promise)
          ->excludes(lock_command)
          ->excludes(lock_file)
          ->excludes(lock_plugin);
  verb->add_option(
          "--check", options.check,
          "With a command after --: what sh runs in that directory when all copies have ended; it must succeed")
      ->type_name("CMD")
      ->check([](const std::string& text) { return std::string(text.empty() ? "write a command" : ""); })
      ->needs(command);
  verb->add_option(
          "--fault,--inject", options.faults,
          "A fault or a condition besides the scenario's own: kill, pause=600s:inside, kill:actor=1:at=rename, "
          "link:error=EOPNOTSUPP:when=1, clock_skew=30s:actor=2, containers...; see "
          "'lockproof list faults'")
      ->type_name("FAULT")
      ->expected(1)
      ->allow_extra_args(false)  // or it would take the "--" before a command
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_files(*verb, options.files);
  verb->footer(
      "Examples:\n"
      "  lockproof run                                       every sound lock in every scenario\n"
      "  lockproof run --lock flock --scenario kill_mid_build --workers 3 --executions 10000 --seed 7\n"
      "  lockproof run --lock no_op --scenario build_once    see what a violation looks like\n"
      "  lockproof run --promise D7                          a defect of a real lock, and the lock without it\n"
      "  lockproof run --lock-command 'flock {lock} {body}'  test a program that nobody here wrote\n"
      "  lockproof run --lock-plugin build/libmylock.so      test a lock in a shared library\n"
      "  lockproof run -- sh -c 'test -e d || mkdir d'       copies of a program that is no lock\n"
      "  lockproof run --executions 100000 --journal run.journal --shard 2/4 --json 2.json\n"
      "\nExit status: 0 no violation, 1 violation, 2 usage, 3 the machine or lockproof failed, 4 inconclusive.");
}

void add_token(CLI::App& verb, std::string& token) {
  verb.add_option("token", token,
                  "Token that 'lockproof run' printed, or a file that holds one (results of --json too)")
      ->required()
      ->type_name("TOKEN|FILE");
}

void add_attempts(CLI::App& verb, std::uint64_t& attempts_max, const char* summary) {
  verb.add_option("--attempts", attempts_max, summary)
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}))
      ->capture_default_str();
}

void add_report(CLI::App& app, ReportOptions& options) {
  CLI::App* verb = app.add_subcommand("report", "Show saved results again, and write them in other formats");
  verb->add_option("results", options.results, "Files that 'lockproof run --json FILE' wrote")
      ->required()
      ->type_name("FILE");
  add_files(*verb, options.files);
  verb->footer(
      "Examples:\n"
      "  lockproof report results.json\n"
      "  lockproof report results.json --junit lockproof.xml --sarif lockproof.sarif\n"
      "  lockproof report results.json --report page\n"
      "\nResults of one version and one seed go together. Exit status: as run.");
}

void add_merge(CLI::App& app, MergeOptions& options) {
  CLI::App* verb = app.add_subcommand("merge", "Put the results of shards together, to those of one run");
  verb->add_option("results", options.results, "Files of 'lockproof run --shard I/N --json FILE', or of earlier merges")
      ->required()
      ->type_name("FILE");
  add_files(*verb, options.files);
  verb->footer(
      "Examples:\n"
      "  lockproof merge 1.json 2.json 3.json 4.json\n"
      "  lockproof merge shard-*.json --json results.json --junit lockproof.xml\n"
      "\nWhere shards are missing, what they could have found is inconclusive. Exit status: as run; 2 for results that "
      "do "
      "not go together.");
}

void add_replay(CLI::App& app, ReplayOptions& options) {
  CLI::App* verb = app.add_subcommand("replay", "Show an execution step by step, exactly as it was");
  add_token(*verb, options.token);
  CLI::Option* lanes = verb->add_flag("--lanes", options.lanes, "A column for each actor");
  verb->add_flag("--strace", options.strace, "Every line, in the format of strace -f -y -ttt")->excludes(lanes);
  verb->add_option("--times", options.times, "Make the execution N times: it must be the same every time")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  CLI::Option* gdb = verb->add_option("--gdb", options.gdb, "Stop ACTOR before STEP, and look at it with gdb")
                         ->type_name("ACTOR@STEP");
  verb->add_option("gdb_words", options.gdb_words, "With --gdb: further words of its command line, after --")
      ->type_name("WORDS")
      ->needs(gdb);
  verb->add_flag("--all", options.all, "Every line, also those that come again and again, as when an actor polls");
  verb->add_option("--chrome-trace", options.chrome_trace,
                   "Write the execution to FILE, for ui.perfetto.dev or chrome://tracing")
      ->type_name("FILE");
  verb->footer(
      "Examples:\n"
      "  lockproof replay lp1-...\n"
      "  lockproof replay token.txt --lanes\n"
      "  lockproof replay token.txt --gdb 2@17 -- -batch -ex backtrace\n"
      "\nExit status: 1 if the execution violates an oracle (as it did when the token was made), 0 if it does not, 2 "
      "for a\n"
      "token that is wrong or outdated.");
}

void add_shrink(CLI::App& app, ShrinkOptions& options) {
  CLI::App* verb = app.add_subcommand("shrink", "Make the schedule of a finding as short as possible");
  add_token(*verb, options.token);
  add_attempts(*verb, options.attempts_max, "Executions to try, at most");
  verb->footer(
      "Examples:\n"
      "  lockproof shrink lp1-...\n"
      "  lockproof shrink results.json\n"
      "\nFewer faults first, then fewer context switches, then fewer steps; the same oracle fires. Exit status: as "
      "replay.");
}

void add_explain(CLI::App& app, ExplainOptions& options) {
  CLI::App* verb = app.add_subcommand("explain", "Say in words why a finding happened, in the few steps that matter");
  add_token(*verb, options.token);
  add_attempts(*verb, options.attempts_max, "Executions to try, at most, to make the schedule short first");
  verb->footer(
      "Examples:\n"
      "  lockproof explain lp1-...\n"
      "  lockproof explain results.json\n"
      "\nWho could not see what, and which order is missing. Exit status: as replay.");
}

void add_limits(CLI::App& app, LimitsOptions& options) {
  CLI::App* verb =
      app.add_subcommand("limits", "Search for how far a lock's assumptions hold: clock skew, pauses, recovery");
  CLI::Option* lock = add_locks(*verb, options.locks);
  const auto [lock_command, lock_file] = add_lock_commands(*verb, options, lock);
  add_lock_plugins(*verb, options.lock_plugins, lock)->excludes(lock_command)->excludes(lock_file);
  verb->add_option("--executions", options.executions, "Executions of each value that is tried")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}))
      ->capture_default_str();
  add_seed(*verb, options.seed);
  add_jobs(*verb, options.jobs, "Worlds at a time (default: one for each CPU)");
  verb->add_option("--json", options.json, "Write the limits to FILE")->type_name("FILE");
  verb->footer(
      "Examples:\n"
      "  lockproof limits --lock mkdir_lease\n"
      "  lockproof limits --lock-command 'flock {lock} {body}' --executions 16\n"
      "  lockproof limits --lock all --json limits.json\n"
      "\nA value counts as safe if none of so many executions violates mutual exclusion; more executions find rarer "
      "violations.\n"
      "Exit status: 1 if a lock holds less than its contract claims.");
}

void add_bench(CLI::App& app, BenchOptions& options) {
  CLI::App* verb = app.add_subcommand("bench", "Measure locks under contention: real processes, real time, no control");
  add_lock_plugins(*verb, options.lock_plugins, add_locks(*verb, options.locks));
  verb->add_option("--workload", options.workloads,
                   "hot, handoff, mixed, many_keys, cache_hit, build_once, recovery, or 'all'")
      ->delimiter(',')
      ->type_name("W[,W]")
      ->capture_default_str();
  verb->add_option("--workers", options.workers, "Processes that contend (default: 1, 2, 4 ... 4 for each CPU)")
      ->delimiter(',')
      ->type_name("N[,N]")
      ->check(CLI::Range(1, 512));
  verb->add_option("--dir", options.directories, "Where the locks are (default: /dev/shm, and /var/tmp on a disk)")
      ->delimiter(',')
      ->type_name("DIR[,DIR]");
  verb->add_option(
          "--rate", options.rate,
          "Open loop: so many acquisitions are wanted in a second, at random; latency counts from the intended "
          "start (default: closed loop)")
      ->type_name("N")
      ->check(CLI::Range(0.001, 1e9));
  verb->add_option("--time", options.time, "Wall time of everything together, about")
      ->type_name("TIME")
      ->capture_default_str();
  verb->add_option("--repetitions", options.repetitions,
                   "Runs of each lock in each workload, interleaved with the others'")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  verb->add_flag("--all", options.all, "Show a table for each number of workers");
  verb->add_option("--json", options.json, "Write every run to FILE, in the format of Google Benchmark (compare.py)")
      ->type_name("FILE");
  verb->add_option("--report", options.html,
                   "Write charts of everything to a page to look at, DIR/index.html, and every run to DIR/bench.json")
      ->type_name("DIR");
  CLI::Option* baseline =
      verb->add_option("--baseline", options.baseline, "Compare with FILE, which an earlier --json wrote")
          ->type_name("FILE");
  verb->add_option("--fail-if", options.fail_if,
                   "Exit status 1 if a lock is beyond the baseline, beyond doubt: p99>1.2x, throughput<0.8x")
      ->delimiter(',')
      ->type_name("COND[,COND]")
      ->needs(baseline);
  verb->footer(
      "Examples:\n"
      "  lockproof bench\n"
      "  lockproof bench --lock flock,o_excl --workload recovery --workers 4 --dir /var/tmp\n"
      "  lockproof bench --lock flock --json before.json\n"
      "  lockproof bench --lock flock --baseline before.json --fail-if 'p50>1.5x'\n"
      "\nAlways along: none (excludes nobody), a robust futex mutex, raw flock(2) and fcntl(2), and mkdir(2) under a "
      "raw\nflock(2). A lock that lets two in or blocks for ever is disqualified. Figures of --fail-if: p50 p90 p99 "
      "p99.9 max\nhandoff handoff_p99 throughput jain cpu "
      "switches. Exit status: 1 if a lock was disqualified or has become slower.");
}

void add_list(CLI::App& app, ListOptions& options) {
  CLI::App* verb = app.add_subcommand(
      "list", "What there is: locks, scenarios, faults, oracles, strategies; and which promises are shown by what");
  verb->add_option("what", options.what)
      ->required()
      ->type_name("WHAT")
      ->check(CLI::IsMember({"locks", "scenarios", "faults", "oracles", "strategies", "promises"}));
  verb->add_flag("--json", options.json, "As JSON");
  verb->footer("Examples:\n  lockproof list locks\n  lockproof list oracles --json\n  lockproof list promises");
}

// What is wrong with the words, and where to read more.
std::string complaint(const CLI::App* app, const CLI::Error& error) {
  const auto given = app->get_subcommands();
  if (!given.empty())
    return fmt::format("lockproof: {}\nSee 'lockproof {} --help'.\n", error.what(), given.front()->get_name());
  std::string verbs;
  for (const CLI::App* verb : app->get_subcommands([](const CLI::App*) { return true; }))
    verbs += fmt::format("{}{}", verbs.empty() ? "" : ", ", verb->get_name());
  return fmt::format("lockproof: {}\nVerbs: {}. See 'lockproof --help'.\n", error.what(), verbs);
}

}  // namespace

Grammar::Grammar()
    : app("lockproof: deterministic concurrency tests and fault injection for cross-process locks", "lockproof") {
  app.set_version_flag("--version", LOCKPROOF_VERSION);
  app.require_subcommand(0, 1);  // CLI11 would not say which word it does not know
  app.failure_message(complaint);
  app.footer("'lockproof VERB --help' has examples. Start with 'lockproof doctor', then 'lockproof run'.");
  add_run(app, run);
  add_report(app, report);
  add_merge(app, merge);
  add_replay(app, replay);
  add_shrink(app, shrink);
  add_explain(app, explain);
  add_limits(app, limits);
  add_bench(app, bench);
  add_list(app, list);
  app.add_subcommand("doctor", "What this machine can do, what is skipped without it, and how to get it")
      ->footer("Example:\n  lockproof doctor\n\nExit status: 0 if 'lockproof run' works here, 3 if not.");
}

OptionValue value_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto colon = type.find(':');
  if (colon == std::string::npos) return {type, ""};
  const auto bracket = type.find_first_of("[{", colon);
  return {type.substr(0, colon), bracket == std::string::npos ? "" : type.substr(bracket)};
}

}  // namespace lockproof::cli
