// The private world of the fork server: its own users, PIDs, mounts, network and host name. None of it needs root.
#pragma once

#include <optional>

#include "tracee/refusal.h"

namespace lockproof::tracee {

// Moves the caller into new user, mount, UTS, network and (for its children) PID namespaces; it is root in there.
std::optional<Refusal> enter_namespaces();

// Called by the first child after enter_namespaces(). Builds a root in which everything of the machine
// is there, read-only, with a /proc of the new PID namespace, and with what the machine has in kOwnPaths below
// kMachinePath.
std::optional<Refusal> build_root();

}  // namespace lockproof::tracee
