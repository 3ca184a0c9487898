#include "explore/pending_conflict.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lockproof::explore {

using model::Operation;

namespace {

constexpr std::array<std::string_view, 14> kLooking = {"access",   "faccessat",  "faccessat2", "fstat",   "getdents64",
                                                       "getppid",  "lstat",      "newfstatat", "pread64", "read",
                                                       "readlink", "readlinkat", "stat",       "statx"};

bool is_open(std::string_view name) {
  return name == "open" || name == "openat" || name == "openat2";
}

bool ends_process(const Operation& operation) {
  const std::string_view name = model::call_name(operation.number);
  return name == "exit" || name == "exit_group" || name == "execve";
}

// One is the other, or its directory.
bool meet(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return false;
  if (left.size() > right.size()) std::swap(left, right);
  if (!right.starts_with(left)) return false;
  const std::string_view rest = right.substr(left.size());
  return rest.empty() || (rest.front() == '/' && rest.find('/', 1) == std::string_view::npos);
}

}  // namespace

bool only_looks(const Operation& operation) {
  const std::string_view name = model::call_name(operation.number);
  if (is_open(name)) return (operation.flags & (O_CREAT | O_TRUNC)) == 0;
  return std::ranges::find(kLooking, name) != kLooking.end();
}

bool may_conflict(const Operation& left, const Operation& right) {
  if (ends_process(left) || ends_process(right)) return true;
  if (only_looks(left) && only_looks(right)) return false;
  if (left.path.empty() && right.path.empty() && left.path2.empty() && right.path2.empty()) return true;
  return meet(left.path, right.path) || meet(left.path, right.path2) || meet(left.path2, right.path) ||
         meet(left.path2, right.path2);
}

}  // namespace lockproof::explore
