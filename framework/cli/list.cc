#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "explore/strategies.h"
#include "oracle/oracle.h"
#include "reports/style.h"
#include "reports/table.h"
#include "scenarios/promises/promises.h"

namespace lockproof::cli {
namespace {

struct Entry {
  std::string name;
  std::string summary;
  std::vector<std::pair<std::string, std::string>> more{};  // in JSON only
};

std::vector<Entry> entries(const std::string& what, const engine::Catalog& catalog) {
  std::vector<Entry> list;
  const auto add = [&](const auto& item) { list.push_back({std::string(item.name), std::string(item.summary)}); };
  const auto add_mutant = [&](const LockInfo& lock) {
    add(lock);
    Entry& entry = list.back();
    entry.summary += fmt::format(" (caught by {} in {}; {} is not)", lock.caught_by, lock.caught_in, lock.twin);
    entry.more = {{"caught_by", std::string(lock.caught_by)},
                  {"caught_in", std::string(lock.caught_in)},
                  {"twin", std::string(lock.twin)}};
  };
  if (what == "locks") {
    for (const LockInfo* lock : catalog.locks) add(*lock);
    for (const LockInfo* lock : catalog.published) add(*lock);
    for (const LockInfo* lock : catalog.mutants) add_mutant(*lock);
  } else if (what == "scenarios") {
    for (const Scenario* scenario : catalog.scenarios) add(*scenario);
  } else if (what == "oracles") {
    for (const auto& oracle : oracle::all_oracles()) add(oracle);
  } else if (what == "strategies") {
    for (const auto& strategy : explore::all_strategies()) add(strategy);
  } else {
    list = {
        {"kill", "SIGKILL of an actor before any of its operations, or while it waits; kill=2 or 'kill x2': twice"},
        {"kill_tree", "the same, with all its descendants"},
        {"signal=TERM", "a signal at any step; whoever sleeps in a system call is interrupted"},
        {"pause=600s", "an actor does nothing for so much virtual time"},
        {"clock_step=-30s", "an actor's wall clock jumps"},
        {"pid_reuse", "an unrelated living process gets the PID of a dead actor"},
        {"pid_reuse=worker", "a dead worker is started again, and has the PID that it had"},
        {"CALL:error=E", "a system call fails; as strace's --inject: when=N, when=N+, when=N+STEP"},
        {"CALL:error=E:lose_reply", "it is done, and yet it fails, as on a network file system"},
        {"write:short", "half of the bytes are transferred"},
        {"write:torn", "half of the bytes are transferred, and the writer is killed"},
        {"lose_locks", "the kernel locks that an actor holds are gone: the lease of a file server has expired"},
        {"FAULT:actor=N", "any of them, and only at that actor (from 1)"},
        {"FAULT:at=CALL[,CALL]", "... only where the actor stands at such a system call: kill:at=rename"},
        {"FAULT:path=GLOB", "... only where it stands at a call about such a path: kill:path=locks/*"},
        {"FAULT:inside, FAULT:outside", "... only while it is inside or outside of a critical section"},
        {"clock_skew=-30s:actor=N", "condition, all the time: that actor's wall clock is behind"},
        {"clock_drift=200:actor=N", "... or runs too fast, by 200 parts in a million"},
        {"server_skew=5s", "condition: the clock of file times is ahead"},
        {"file_times=2s", "condition: file times are whole multiples of it"},
        {"containers", "condition: each actor in a PID namespace and with a host name of its own"},
        {"users", "condition: each actor is a user of its own, who may not signal the others (EPERM)"},
        {"nonatomic_create", "condition: an exclusive create looks first and creates then, as on NFS version 2"},
        {"inodes_reused", "condition: a new file gets the lowest inode number of one that is gone, as on ext4"},
        {"attribute_cache=3s", "condition: stat and access show for so long what they showed before, as on NFS"},
        {"plant=PATH:text=T", "condition: that file is there at the start; %XX for odd bytes; :age=600s, :age=-600s"},
        {"plant=PATH:directory", "... or a directory; :symlink=TARGET; :missing; :read_only (no names made in it)"}};
  }
  return list;
}

// Table and JSON have the same columns.
int list_promises(bool as_json) {
  constexpr std::array kColumns = {"row", "promise", "scenario", "passes", "caught", "by"};
  reports::Table table;
  for (const char* column : kColumns) table.columns.push_back({.title = column});
  nlohmann::ordered_json json = {{"schema", 1}, {"promises", nlohmann::ordered_json::array()}};
  for (const auto& promise : scenarios::all_promises()) {
    const std::array cells = {promise.row,     promise.text,      promise.scenario,
                              promise.kept_by, promise.broken_by, promise.oracle};
    table.rows.emplace_back();
    json["promises"].emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      table.rows.back().push_back({std::string(cells[i])});
      json["promises"].back()[kColumns[i]] = cells[i];
    }
  }
  if (as_json)
    fmt::print("{}\n", json.dump(2));
  else
    fmt::print("{}", reports::to_text(table, reports::style_from_environment(STDOUT_FILENO)));
  return no_violation;
}

}  // namespace

int list(const ListOptions& options, const engine::Catalog& catalog) {
  if (options.what == "promises") return list_promises(options.json);
  const std::vector<Entry> list = entries(options.what, catalog);
  if (options.json) {
    nlohmann::ordered_json json = {{"schema", 1}, {options.what, nlohmann::ordered_json::array()}};
    for (const Entry& entry : list) {
      json[options.what].push_back({{"name", entry.name}, {"summary", entry.summary}});
      for (const auto& [key, value] : entry.more) json[options.what].back()[key] = value;
    }
    fmt::print("{}\n", json.dump(2));
    return no_violation;
  }
  reports::Table table{.columns = {{.title = "name"}, {.title = "what it is"}}, .rows = {}};
  for (const Entry& entry : list) table.rows.push_back({{entry.name}, {entry.summary}});
  fmt::print("{}", reports::to_text(table, reports::style_from_environment(STDOUT_FILENO)));
  return no_violation;
}

}  // namespace lockproof::cli
