#include "e2e/cmake_project.h"

#include <cstdlib>

namespace lockproof::e2e {

Finished install_components(const std::string& build, const Words& components, const std::string& prefix) {
  Finished finished;
  for (const std::string& component : components) {
    finished = run({"cmake", "--install", build, "--component", component, "--prefix", prefix});
    if (finished.status != 0) break;
  }
  return finished;
}

Finished build_project(const std::string& source, const std::string& build, const Words& definitions) {
  Words configure{"cmake", "-G", "Ninja", "-S", source, "-B", build};
  configure.insert(configure.end(), definitions.begin(), definitions.end());
  if (const char* launcher = std::getenv("CMAKE_CXX_COMPILER_LAUNCHER"))
    configure.push_back(std::string("-DCMAKE_CXX_COMPILER_LAUNCHER=") + launcher);
  const Finished configured = run(configure);
  return configured.status != 0 ? configured : run({"cmake", "--build", build});
}

}  // namespace lockproof::e2e
