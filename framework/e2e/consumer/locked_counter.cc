// A program of somebody else: processes count up in one file, under a lock that lockproof has proven. Its only
// argument is a folder. Exit status 0 if no increment was lost with any of the locks.
#include <lockproof/locks.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

constexpr int kProcesses = 4;
constexpr int kIncrements = 25;

int count(const std::filesystem::path& file) {
  int value = 0;
  std::ifstream(file) >> value;
  return value;
}

void increment(lockproof::Lock& lock, const std::filesystem::path& file) {
  lock.acquire();
  const int value = count(file);
  std::ofstream(file) << value + 1;
  lock.release();
}

template <typename Made>
bool excludes(std::unique_ptr<Made> (*make)(const lockproof::LockOptions&), const char* name,
              const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / (std::string(name) + ".count");
  for (int process = 0; process < kProcesses; ++process) {
    if (fork() != 0) continue;
    int status = 0;
    try {
      const auto lock = make({.path = folder / (std::string(name) + ".lock"), .time_out = {}, .log = {}});
      for (int i = 0; i < kIncrements; ++i) increment(*lock, file);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", name, error.what());
      status = 1;
    }
    _exit(status);
  }
  bool finished = true;
  for (int status = 0; wait(&status) > 0;) finished &= status == 0;
  std::printf("%s: %d\n", name, count(file));
  return finished && count(file) == kProcesses * kIncrements;
}

}  // namespace

int main(int, char** argv) {
  const std::filesystem::path folder = argv[1];
  bool all = true;
  all &= excludes(lockproof::make_flock, "flock", folder);
  all &= excludes(lockproof::make_posix, "posix", folder);
  all &= excludes(lockproof::make_ofd, "ofd", folder);
  all &= excludes(lockproof::make_o_excl, "o_excl", folder);
  all &= excludes(lockproof::make_hard_link, "hard_link", folder);
  all &= excludes(lockproof::make_sentinel, "sentinel", folder);
  const auto fenced = lockproof::make_fenced_lease({.path = folder / "lease", .time_out = {}, .log = {}});
  const auto leased = lockproof::make_mkdir_lease({.path = folder / "plain_lease", .time_out = {}, .log = {}});
  all &= fenced->acquire() && leased->acquire() && fenced->token() > 0 && leased->keep_alive();
  return all ? 0 : 1;
}
