// The command line as CLI11 knows it: what --help, the manual page and the completion all come from.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/command_line.h"

namespace lockproof::cli {

// The options point into it: it stays where it is.
struct Grammar {
  Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  RunOptions run;
  ReportOptions report;
  MergeOptions merge;
  ReplayOptions replay;
  ShrinkOptions shrink;
  ExplainOptions explain;
  LimitsOptions limits;
  BenchOptions bench;
  ListOptions list;
  CLI::App app;
};

// What an option takes. CLI11 joins it with the check of it: "N:INT in [1 - 64]", "WHAT:{locks,scenarios}".
struct OptionValue {
  std::string name;
  std::string range;  // "[1 - 64]"; empty if there is none
};
OptionValue value_of(const CLI::Option& option);

}  // namespace lockproof::cli
