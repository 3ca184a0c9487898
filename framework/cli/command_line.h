// What the user asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalog.h"
#include "model/bad_input.h"

namespace lockproof::cli {

// The exit statuses, a contract.
enum ExitStatus : int { no_violation = 0, violation = 1, usage = 2, failure = 3, inconclusive = 4 };

// Bad input; what() says what is wrong and what would be right.
class UsageError : public model::BadInput {
 public:
  using BadInput::BadInput;
};

// Where results are written to; empty: nowhere.
struct ReportFiles {
  std::filesystem::path json;
  std::filesystem::path junit;
  std::filesystem::path sarif;
  std::filesystem::path tap;
  std::filesystem::path html;  // a folder
};

struct RunOptions {
  std::vector<std::string> locks = {"all"};
  std::vector<std::string> scenarios;  // none: all; for a mutant the one that catches it
  std::vector<std::string> promises;   // rows of `list promises`: in place of locks and scenarios
  bool known_limits = false;           // also pairs outside of the lock's contract
  std::string strategy = "portfolio";
  int workers = 0;               // 0: as the scenario says
  std::uint64_t executions = 0;  // 0: the default
  std::string time;              // "30s", "5min"; empty: no limit
  std::uint64_t seed = 1;
  int jobs = 0;                   // 0: one for each CPU
  std::string shard;              // "2/4", "none"; empty: as the environment says
  std::filesystem::path journal;  // empty: none
  std::filesystem::path rest_of;  // results of an exhaustive search that is not over; empty: none
  std::string start = "fork";     // or "exec"
  std::optional<std::string> lock_command;
  std::vector<std::string> contract;                // of the lock command: words, see explore/contract_text.h
  std::vector<std::filesystem::path> lock_files;    // locks that are commands, described
  std::vector<std::filesystem::path> lock_plugins;  // shared libraries, in place of locks
  std::vector<std::string> command;                 // words after "--": copies of it race
  std::string check;                                // a shell command after each execution; empty: none
  std::vector<std::string> faults;                  // words, added to the scenario's own
  ReportFiles files;
};

struct ReportOptions {
  std::vector<std::filesystem::path> results;  // what run --json wrote
  ReportFiles files;
};

struct MergeOptions {
  std::vector<std::filesystem::path> results;  // of the shards, or of earlier merges
  ReportFiles files;
};

struct ReplayOptions {
  std::string token;  // or the path of a file that holds one
  bool lanes = false;
  bool strace = false;
  std::uint64_t times = 1;             // how often it is made
  std::string gdb;                     // "2@17"; empty: no debugger
  std::vector<std::string> gdb_words;  // of its command line
  bool all = false;                    // also what comes again and again
  std::filesystem::path chrome_trace;  // empty: none
};

struct ShrinkOptions {
  std::string token;  // or the path of a file that holds one
  std::uint64_t attempts_max = 1000;
};

struct ExplainOptions {
  std::string token;                  // or the path of a file that holds one
  std::uint64_t attempts_max = 1000;  // to shrink it first
};

struct LimitsOptions {
  std::vector<std::string> locks = {"all"};
  std::optional<std::string> lock_command;
  std::vector<std::string> contract;                // of the lock command
  std::vector<std::filesystem::path> lock_files;    // locks that are commands, described
  std::vector<std::filesystem::path> lock_plugins;  // shared libraries, in place of locks
  std::uint64_t executions = 64;                    // of each value that is tried
  std::uint64_t seed = 1;
  int jobs = 0;  // 0: one for each CPU
  std::filesystem::path json;
};

struct BenchOptions {
  std::vector<std::string> locks = {"all"};
  std::vector<std::filesystem::path> lock_plugins;  // shared libraries, in place of locks
  std::vector<std::string> workloads = {"hot", "handoff"};
  std::vector<int> workers;                        // none: 1, 2, 4 ... 4 for each CPU
  std::vector<std::filesystem::path> directories;  // none: one on tmpfs, one on a disk
  double rate = 0;                                 // acquisitions wanted in a second; 0: closed loop
  std::string time = "40s";
  int repetitions = 9;
  bool all = false;
  std::filesystem::path json;
  std::filesystem::path html;      // folder
  std::filesystem::path baseline;  // what --json wrote
  std::vector<std::string> fail_if;
};

struct ListOptions {
  std::string what;
  bool json = false;
};

// The path of this program, for the processes that it launches.
std::string own_program();

int run(const RunOptions& options, const engine::Catalog& catalog);
int report(const ReportOptions& options, const engine::Catalog& catalog);
int merge(const MergeOptions& options, const engine::Catalog& catalog);
int replay(const ReplayOptions& options, const engine::Catalog& catalog);
int shrink(const ShrinkOptions& options, const engine::Catalog& catalog);
int explain(const ExplainOptions& options, const engine::Catalog& catalog);
int limits(const LimitsOptions& options, const engine::Catalog& catalog);
int bench(const BenchOptions& options, const engine::Catalog& catalog);
int list(const ListOptions& options, const engine::Catalog& catalog);
int doctor(const engine::Catalog& catalog);

// The hidden verbs: the fork server, and the protected section of a scenario as a program.
int stage(const std::vector<std::string>& descriptors, const engine::Catalog& catalog);
int body(const std::vector<std::string>& words, const engine::Catalog& catalog);

}  // namespace lockproof::cli
