#include "e2e/program_run.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ostream>
#include <system_error>

namespace lockproof::e2e {
namespace {

// Many times what the slowest command needs on a loaded machine.
constexpr int watchdog_ms = 180'000;

int memory_file(const char* name) {
  const int fd = memfd_create(name, MFD_CLOEXEC);
  if (fd < 0) {
    throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  return fd;
}

std::string contents(int fd) {
  struct stat status {};
  fstat(fd, &status);
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(pread(fd, text.data(), text.size(), 0), 0)));
  return text;
}

std::vector<char*> pointers(Words& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

Words environment(Words variables) {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

bool ends_in_time(pid_t pid) {
  const auto process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd end{.fd = process, .events = POLLIN, .revents = 0};
  int ready = 0;
  while ((ready = poll(&end, 1, watchdog_ms)) < 0 && errno == EINTR) {
  }
  close(process);
  return ready == 1;
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Finished& finished) {
  return stream << "status " << finished.status << "\n--- out\n" << finished.out << "--- err\n" << finished.err;
}

ProgramRun::ProgramRun(Words words, const Surroundings& surroundings)
    : out_(memory_file("out")), err_(memory_file("err")) {
  Words variables = environment(surroundings.variables);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out_, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err_, STDERR_FILENO);
  if (!surroundings.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, surroundings.folder.c_str());
  }
  const int error =
      posix_spawnp(&pid_, words[0].c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), words[0]);
  }
}

ProgramRun::~ProgramRun() {
  close(out_);
  close(err_);
}

Finished ProgramRun::wait() {
  const bool in_time = ends_in_time(pid_);
  if (!in_time) {
    kill(pid_, SIGKILL);
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  Finished finished{.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                    .out = contents(out_),
                    .err = contents(err_)};
  if (!in_time) {
    finished.err += "killed by the watchdog of the test\n";
  }
  return finished;
}

Finished run(const Words& words, const Surroundings& surroundings) {
  return ProgramRun(words, surroundings).wait();
}

}  // namespace lockproof::e2e
