// A process of this same program, run to its end.
#pragma once

#include <string>
#include <vector>

namespace lockproof::cli {

struct Child {
  int status = 0;  // exit status, or 128 + signal
  std::string out;
  std::string err;
};

// This program with `words` as its command line. The child dies with the calling thread. Throws std::system_error.
Child run_own_program(const std::vector<std::string>& words);

}  // namespace lockproof::cli
