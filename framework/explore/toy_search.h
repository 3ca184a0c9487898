// What there is to reach in a small program: by every schedule, without any reduction, and by an exhaustive search.
#pragma once

#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "explore/exhaustive.h"
#include "explore/toy_machine.h"

namespace lockproof::explore {

struct Reached {
  std::set<std::string> states;
  std::set<std::string> classes;
  std::set<std::string> told;
  std::size_t executions = 0;
  std::size_t given_up = 0;
  std::size_t splits = 0;
  std::vector<double> shares;  // that were covered, by the search's own estimate, after each execution
  bool deadlock = false;
};

Reached reached_by_all(const Code& code, std::uint32_t kills);

constexpr std::uint64_t kWhole = ~std::uint64_t{0};

constexpr std::size_t kPartsMax = 100;

struct Task {
  SearchRoot root{};
  std::uint64_t executions_max = kWhole;  // then it is split
  std::size_t parts_max = kPartsMax;
  bool past = true;  // or else states are merged
};

// Where only executions tell what a search must rest on, everything begins again.
Reached reached_by_search(const Code& code, std::uint32_t kills, const Task& whole = {});

// Programs of one kind.
struct Family {
  const char* name;
  std::vector<Instruction::Kind> kinds;
  int programs;
  std::uint32_t kills;
  bool is_optimal;  // no class is executed twice
  friend void PrintTo(const Family& family, std::ostream* stream) { *stream << family.name; }
};

}  // namespace lockproof::explore
