// Other projects, which find an installed lockproof with CMake.
#pragma once

#include <string>

#include "e2e/program_run.h"

namespace lockproof::e2e {

// `cmake --install` of components of the build in the folder `build`. Returns the first step that failed, or the last.
Finished install_components(const std::string& build, const Words& components, const std::string& prefix);

// Configures the project in the folder `source` with further `definitions`, and builds it in the folder `build`, with
// the compiler launcher of this build. Returns the step that failed, or the last.
Finished build_project(const std::string& source, const std::string& build, const Words& definitions);

}  // namespace lockproof::e2e
