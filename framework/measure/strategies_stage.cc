// The fork server of the table of strategies, under control or (with a board) without. Marks and log lines go through
// the C library's access() and write(), in whose place this program has its own: so the same actors tell a board what
// they would tell lockproof.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "engine/actor_program.h"
#include "lockproof/probe.h"
#include "measure/stressed_program.h"
#include "measure/zoo.h"
#include "tracee/server.h"

extern "C" int access(const char* path, int mode) noexcept {
  using namespace lockproof::measure;
  constexpr std::string_view kRoot = LOCKPROOF_PROBE_ROOT;
  if (std::strncmp(path, kRoot.data(), kRoot.size()) == 0) {
    std::string mark = path + kRoot.size();
    if (const auto slash = mark.find('/'); slash != std::string::npos) mark[slash] = ' ';
    note_on_board(StressNote::Kind::mark, mark.data(), mark.size());
    sleep_at_mark();
  }
  return static_cast<int>(syscall(SYS_access, path, mode));
}

extern "C" ssize_t write(int fd, const void* from, size_t size) {
  using namespace lockproof::measure;
  if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
    note_on_board(StressNote::Kind::log, static_cast<const char*>(from), size);
  return syscall(SYS_write, fd, from, size);
}

int main(int argc, char** argv) try {
  using namespace lockproof;
  if (argc != 5 && argc != 6) {
    std::fprintf(stderr, "lockproof_strategies starts this program; it does nothing by itself\n");
    return 2;
  }
  const auto descriptor = [&](int from_last) { return std::stoi(argv[argc - from_last]); };
  const auto actors = engine::make_actor_program(measure::zoo_catalog(), {});
  if (argc == 5) return tracee::serve(descriptor(3), descriptor(2), descriptor(1), *actors);
  const auto stressed = measure::make_stressed_program(*actors, measure::zoo_catalog(), measure::map_board(argv[2]));
  return tracee::serve(descriptor(3), descriptor(2), descriptor(1), *stressed);
} catch (const std::exception& error) {
  std::fprintf(stderr, "lockproof_strategies_stage: %s\n", error.what());
  return 3;
}
