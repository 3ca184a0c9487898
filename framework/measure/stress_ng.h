// The locking stressors of stress-ng(1), another's program on comparable work: for scale. Its operations are not
// acquisitions: --flock mixes shared, exclusive and non-blocking locks of one file, --lockf and --lockofd lock random
// bytes of it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "model/contention.h"

namespace lockproof::measure {

// There are no figures of stress-ng; what() says why: "stress-ng is not installed".
class NoStress : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Each stressor once, with so many processes in each directory; about a second for each at most. Throws NoStress, and
// std::system_error if the machine refuses.
std::vector<model::OtherProgram> run_stress_ng(const std::vector<std::filesystem::path>& directories, int workers);

}  // namespace lockproof::measure
