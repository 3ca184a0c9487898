#include "measure/stress_ng.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "measure/fresh_directory.h"

namespace lockproof::measure {
namespace {

using std::filesystem::path;

constexpr std::array kStressors{"flock", "lockf", "lockofd"};
constexpr int kOperations = 20'000;  // of all processes together; the time-out ends what takes longer
constexpr int kNotFound = 127;

// In the child. stress-ng ends with lockproof, and its processes with it.
[[noreturn]] void become(std::vector<std::string> words) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, fd);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
  _exit(errno == ENOENT ? kNotFound : kNotFound - 1);
}

int run_program(const std::vector<std::string>& words) {
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::system_category(), "fork");
  if (child == 0) become(words);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// "      bogo-ops-per-second-real-time: 242880.768761"
double rate_of(const path& yaml, const std::string& stressor) {
  constexpr std::string_view kKey = "bogo-ops-per-second-real-time: ";
  std::ifstream in(yaml);
  for (std::string line; std::getline(in, line);)
    if (const auto at = line.find(kKey); at != std::string::npos) return std::stod(line.substr(at + kKey.size()));
  throw NoStress("stress-ng --" + stressor + " told no rate");
}

}  // namespace

std::vector<model::OtherProgram> run_stress_ng(const std::vector<path>& directories, int workers) {
  std::vector<model::OtherProgram> rates;
  for (const path& directory : directories)
    for (const std::string stressor : kStressors) {
      const FreshDirectory fresh(directory);
      const path yaml = fresh.path() / "metrics.yaml";
      const int status = run_program({"stress-ng", "--" + stressor, std::to_string(workers), "--" + stressor + "-ops",
                                      std::to_string(kOperations), "--timeout", "1s", "--temp-path", fresh.path(),
                                      "--metrics", "--yaml", yaml});
      if (status == kNotFound) throw NoStress("stress-ng is not installed");
      if (status != 0) throw NoStress(fmt::format("stress-ng --{} failed with exit status {}", stressor, status));
      rates.push_back({"stress-ng --" + stressor, directory, workers, rate_of(yaml, stressor)});
    }
  return rates;
}

}  // namespace lockproof::measure
