#include "cli/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <system_error>

#include "cli/command_line.h"

namespace lockproof::cli {
namespace {

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends[0]);
    close_writer();
  }
  void close_writer() {
    if (ends[1] >= 0) close(ends[1]);
    ends[1] = -1;
  }
  std::array<int, 2> ends{};
};

// What lockproof would tell GitHub is for one run of everything, not for each process of a test.
std::vector<char*> environment() {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!std::string_view(*variable).starts_with("GITHUB_ACTIONS=")) variables.push_back(*variable);
  variables.push_back(nullptr);
  return variables;
}

// Reads both until both have ended: a child that fills one while the other is read would wait for ever.
void read_all(Pipe& out, Pipe& err, Child& child) {
  std::array<pollfd, 2> open{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  const std::array<std::string*, 2> texts{&child.out, &child.err};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    if (poll(open.data(), open.size(), -1) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "poll");
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      std::array<char, 4096> bytes{};
      const ssize_t size = read(open[i].fd, bytes.data(), bytes.size());
      if (size > 0)
        texts[i]->append(bytes.data(), static_cast<std::size_t>(size));
      else if (size == 0 || errno != EINTR)
        open[i].fd = -1;
    }
  }
}

}  // namespace

Child run_own_program(const std::vector<std::string>& words) {
  const std::string program = own_program();
  std::vector<std::string> texts{program};
  texts.insert(texts.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  arguments.reserve(texts.size() + 1);
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const std::vector<char*> variables = environment();
  Pipe out;
  Pipe err;
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && dup2(out.ends[1], STDOUT_FILENO) >= 0 && dup2(err.ends[1], STDERR_FILENO) >= 0)
      execve(program.c_str(), arguments.data(), variables.data());
    _exit(127);
  }
  out.close_writer();
  err.close_writer();
  Child child;
  read_all(out, err, child);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  child.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return child;
}

}  // namespace lockproof::cli
