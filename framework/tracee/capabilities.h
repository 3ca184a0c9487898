// What this machine lets lockproof do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockproof::tracee {

struct Capability {
  std::string name;  // "user namespaces"
  bool required;     // nothing works without it
  bool available;
  std::string without;  // what is skipped, or does not work, without it
  std::string reason;   // why it is not available; or empty
  std::string remedy;   // how to get it, then; empty if the reason is another capability
};

// Tries each in a child process; leaves nothing behind.
std::vector<Capability> probe_capabilities();

// One of them. Throws std::invalid_argument if there is none of that name.
Capability probe_capability(std::string_view name);

}  // namespace lockproof::tracee
