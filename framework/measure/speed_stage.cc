// The fork server of the benchmarks: a program of its own, since its actors are forked from it and must not pay for the
// libraries that the benchmarks use.
#include <cstdio>
#include <exception>
#include <string>

#include "engine/actor_program.h"
#include "measure/plays.h"
#include "tracee/server.h"

int main(int argc, char** argv) try {
  using namespace lockproof;
  if (argc != 5) {
    std::fprintf(stderr, "lockproof_speed starts this program; it does nothing by itself\n");
    return 2;
  }
  const auto program = engine::make_actor_program(measure::catalog(), {});
  return tracee::serve(std::stoi(argv[2]), std::stoi(argv[3]), std::stoi(argv[4]), *program);
} catch (const std::exception& error) {
  std::fprintf(stderr, "lockproof_speed_stage: %s\n", error.what());
  return 3;
}
