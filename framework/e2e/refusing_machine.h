// Machines that refuse something that lockproof needs, as containers, sysctls and old kernels do.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "e2e/program_run.h"

namespace lockproof::e2e {

struct RefusingMachine {
  std::string name;        // "MaskedProc"
  Words launcher;          // the words before a command that is to run there
  std::string capability;  // what the doctor calls the cause
  std::string remedy;      // part of what it tells to do, and run, too
};
std::ostream& operator<<(std::ostream& stream, const RefusingMachine& machine);

// `refusing` is the path of the program lockproof_refusing. None of them needs root.
std::vector<RefusingMachine> refusing_machines(const std::string& refusing);

}  // namespace lockproof::e2e
