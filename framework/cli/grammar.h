// The command line as CLI11 knows it: what --help, the manual page and the completion all come from.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/command_line.h"

namespace lockproof::cli {

// The options point into it: it stays where it is.
struct Grammar {
  Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  RunOptions run;
  ReportOptions report;
  ReplayOptions replay;
  ShrinkOptions shrink;
  ExplainOptions explain;
  LimitsOptions limits;
  ListOptions list;
  CLI::App app;
};

}  // namespace lockproof::cli
