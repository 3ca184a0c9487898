#include "tracee/server.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "tracee/arch/x86_64.h"
#include "tracee/filter.h"
#include "tracee/namespaces.h"
#include "tracee/order.h"

namespace lockproof::tracee {
namespace {

constexpr int kFirstActorPid = 101;
constexpr int kAttemptsMax = 1'000'000;

void report(Order& order, const Refusal& refusal) {
  order.error = refusal.error;
  snprintf(order.failed.data(), order.failed.size(), "%s", refusal.what.c_str());
  snprintf(order.remedy.data(), order.remedy.size(), "%s", refusal.remedy.c_str());
}

class Server {
 public:
  Server(Order& order, int sync_fd, Program& program) : order_(order), sync_fd_(sync_fd), program_(program) {}
  [[noreturn]] void run(const std::vector<sock_filter>& filter);

 private:
  // A copy: the actors do not have the page of the order.
  struct Play {
    std::string text;
    int actors = 0;
  };

  void enter_room(const std::vector<sock_filter>& filter);
  void install(const std::vector<sock_filter>& filter);
  void await_order();
  void play();
  bool is_free(pid_t pid);
  bool await_free(pid_t pid, int& attempts);
  void wait_for_free_pids();
  void fresh_world();
  void spawn(int index);
  void spawn_heir();
  [[noreturn]] void act(int index, const Play& play);
  void name_host(int index);
  void failed(const char* what, std::string_view remedy = {});

  // The server is traced like an actor; its own calls go through the gate so that they do not stop it.
  template <typename... Arguments>
  long call(long number, Arguments... arguments) {
    return gate_(number, arguments...);
  }

  Order& order_;
  const int sync_fd_;
  Program& program_;
  arch::Gate gate_ = nullptr;
  int last_pid_fd_ = -1;
  int actors_before_ = 0;  // in the previous execution
  std::uint64_t thread_id_address_ = 0;
};

void Server::failed(const char* what, std::string_view remedy) {
  if (order_.error == 0) report(order_, {errno != 0 ? errno : EIO, what, std::string(remedy)});
}

void Server::enter_room(const std::vector<sock_filter>& filter) {
  gate_ = arch::map_gate();
  if (order_.controlled) arch::patch_vdso();
  last_pid_fd_ = open("/proc/sys/kernel/ns_last_pid", O_RDWR | O_CLOEXEC);
  if (last_pid_fd_ < 0) failed("opening /proc/sys/kernel/ns_last_pid", kLastPidRemedy);
  if (syscall(SYS_close_range, ~0U, ~0U, 0) != 0) failed("close_range", kRecentRemedy);  // as actors do first
  prctl(PR_GET_TID_ADDRESS, &thread_id_address_);
  madvise(&order_, sizeof order_, MADV_DONTFORK);  // actors share no memory
  // Actors start with the signals of a fresh login, whatever nohup(1) or a sanitizer has left here.
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  signal(SIGCHLD, SIG_IGN);  // the dead are reaped at once: the kernel does it
  if (!order_.controlled) return;
  prctl(PR_SET_TSC, PR_TSC_SIGSEGV);
  install(filter);
}

void Server::install(const std::vector<sock_filter>& filter) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = const_cast<sock_filter*>(filter.data())};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    failed("installing the seccomp filter", kFilterRemedy);
}

[[noreturn]] void Server::run(const std::vector<sock_filter>& filter) {
  try {
    enter_room(filter);
  } catch (const std::exception& error) {
    failed(error.what());
  }
  if (order_.error != 0) _exit(EXIT_FAILURE);  // without a filter it would not stop to be told so
  for (;;) {
    await_order();
    if (order_.kind == Order::Kind::quit) call(SYS_exit_group, 0L);
    order_.error = 0;
    if (order_.kind == Order::Kind::play) play();
    if (order_.kind == Order::Kind::spawn_heir) spawn_heir();
  }
}

// Parks, which tells the controller that the last order is done. Without control it is done when no actor is left.
void Server::await_order() {
  if (order_.controlled) {
    syscall(arch::kParkCall);
    return;
  }
  while (wait(nullptr) >= 0 || errno == EINTR) {
  }
  char next = 0;
  if (write(sync_fd_, "p", 1) != 1 || read(sync_fd_, &next, 1) != 1) _exit(EXIT_FAILURE);
}

void Server::fresh_world() {
  call(SYS_chdir, "/");
  // Fail before the first execution: nothing is mounted. Below the /tmp that is seen is that of the file system.
  for (const char* path : kOwnPaths) call(SYS_umount2, path, static_cast<long>(MNT_DETACH));
  call(SYS_umount2, kTemporaryPath, static_cast<long>(MNT_DETACH));
  if (call(SYS_mount, "world", kTemporaryPath, "tmpfs", static_cast<long>(MS_NOATIME | MS_NOSUID | MS_NODEV),
           "size=64m,mode=01777") < 0)
    failed("mounting the world");
  char parts[kOwnPaths.size()][32] = {};
  for (std::size_t i = 0; i < kOwnPaths.size(); ++i) {
    snprintf(parts[i], sizeof parts[i], "%s/%zu", kTemporaryPath, i);
    if (call(SYS_mkdir, parts[i], 0777L) < 0 || call(SYS_chmod, parts[i], 01777L) < 0) failed("making the world");
  }
  // /tmp last: it covers the others. A machine may lack one of them.
  for (std::size_t i = kOwnPaths.size(); i-- > 0;)
    if (const long result = call(SYS_mount, parts[i], kOwnPaths[i], "", static_cast<long>(MS_BIND), "");
        result < 0 && result != -ENOENT)
      failed("mounting the world's own directories");
  if (call(SYS_mkdir, kWorldPath, 0777L) < 0 || call(SYS_mkdir, kHomePath, 0700L) < 0) failed("making the world");
  call(SYS_chdir, kWorldPath);
}

// Whether a new process could have this PID. Asks for one in a way that must fail later on: for want of a place to
// write the pidfd to.
bool Server::is_free(pid_t pid) {
  clone_args arguments{};
  arguments.flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_PIDFD;
  arguments.pidfd = 1;
  arguments.set_tid = reinterpret_cast<std::uint64_t>(&pid);
  arguments.set_tid_size = 1;
  return call(SYS_clone3, &arguments, sizeof arguments) != -EEXIST;
}

// False after kAttemptsMax looks, those of earlier calls included.
bool Server::await_free(pid_t pid, int& attempts) {
  while (!is_free(pid)) {
    call(SYS_sched_yield);
    if (++attempts == kAttemptsMax) return false;
  }
  return true;
}

// Processes that their parent did not wait for give their PIDs back when the dying parent gets to it, which is later
// than its end is reported. Those of the actors themselves are free by then.
void Server::wait_for_free_pids() {
  char last_pid[16] = {};
  call(SYS_pread64, static_cast<long>(last_pid_fd_), last_pid, sizeof last_pid - 1, 0L);
  const long last = strtol(last_pid, nullptr, 10);
  int attempts = 0;
  for (pid_t pid = kFirstActorPid + actors_before_; pid <= last; ++pid)
    if (!await_free(pid, attempts)) {
      errno = EBUSY;
      return failed("waiting for the processes of the previous execution");
    }
  actors_before_ = order_.actors;
}

void Server::play() {
  wait_for_free_pids();
  fresh_world();
  try {
    program_.prepare(order_.play.data());
  } catch (const std::exception& error) {
    return failed(error.what());
  }
  char last_pid[16];
  const int length = snprintf(last_pid, sizeof last_pid, "%d", kFirstActorPid - 1);
  if (call(SYS_pwrite64, static_cast<long>(last_pid_fd_), last_pid, static_cast<long>(length), 0L) != length)
    failed("writing /proc/sys/kernel/ns_last_pid");
  for (int index = 1; index <= order_.actors && order_.error == 0; ++index) spawn(index);
}

void Server::spawn(int index) {
  const Play play{order_.play.data(), order_.actors};
  const bool in_container = order_.containers != 0;
  clone_args arguments{};
  // PTRACE + UNTRACED: the child is traced from its first instruction, without an event stop of the server.
  arguments.flags = CLONE_PTRACE | CLONE_UNTRACED | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  if (in_container) arguments.flags |= CLONE_NEWPID | CLONE_NEWUTS;
  arguments.child_tid = thread_id_address_;
  arguments.exit_signal = SIGCHLD;
  const long pid = call(SYS_clone3, &arguments, sizeof arguments, static_cast<long>(index));
  if (pid == 0) {
    if (in_container) name_host(index);
    act(index, play);
  }
  if (pid < 0) {
    errno = static_cast<int>(-pid);
    return failed("forking an actor (clone3)", kCloneRemedy);
  }
  order_.pids[static_cast<std::size_t>(index - 1)] = static_cast<std::int32_t>(pid);
}

// Not sanitized: an actor whose first thread ends alone (pthread_exit) unwinds this frame, and its red zones would
// stay.
[[gnu::no_sanitize_address]] void Server::act(int index, const Play& play) {
  call(SYS_close_range, 3L, 0xffffffffL, 0L);
  call(SYS_setpgid, 0L, 0L);  // one for each actor, as a shell gives each job
  signal(SIGCHLD, SIG_DFL);
  int status = 125;
  try {
    status = program_.act(play.text, index, play.actors);
  } catch (const std::exception& error) {
    dprintf(STDERR_FILENO, "actor %d: %s\n", index, error.what());
  }
  _exit(status);
}

// An heir that plays no actor is never resumed; it only has a PID.
void Server::spawn_heir() {
  const pid_t pid = order_.heir_pid;
  const int index = order_.heir_index;
  const Play play{order_.play.data(), order_.actors};
  clone_args arguments{};
  arguments.flags = CLONE_PTRACE | CLONE_UNTRACED | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  arguments.child_tid = thread_id_address_;
  arguments.exit_signal = SIGCHLD;
  arguments.set_tid = reinterpret_cast<std::uint64_t>(&pid);
  arguments.set_tid_size = 1;
  // Orphans of the process that had the PID may be dead, and yet keep it as that of their group.
  int attempts = 0;
  (void)await_free(pid, attempts);  // if it never is, the call below says so
  const long result = call(SYS_clone3, &arguments, sizeof arguments);
  if (result == 0) act(index, play);
  if (result > 0) return;
  errno = static_cast<int>(-result);
  failed("giving a PID to another process (clone3 with set_tid; Linux 5.5 or newer)");
}

void Server::name_host(int index) {
  char host[16];
  const int length = snprintf(host, sizeof host, "container-%d", index);
  call(SYS_sethostname, host, static_cast<long>(length));
}

std::vector<sock_filter> read_filter(int fd) {
  const auto bytes = static_cast<std::size_t>(lseek(fd, 0, SEEK_END));
  std::vector<sock_filter> filter(bytes / sizeof(sock_filter));
  if (pread(fd, filter.data(), bytes, 0) != static_cast<ssize_t>(bytes)) filter.clear();
  close(fd);
  return filter;
}

// No terminal, and signals to a process group stay inside. No session of its own: the kernel gives each one the same
// share of the CPU (sched(7), autogroup), and on a busy machine every hand-over from the controller to an actor would
// wait for the turn of the other session.
void leave_terminal() {
  setpgid(0, 0);
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) return;  // there is none
  ioctl(terminal, TIOCNOTTY);
  close(terminal);
}

// The first process of the PID namespace. It must not run on before the controller has attached to it.
[[noreturn]] void be_server(Order& order, int sync_fd, Program& program, const std::vector<sock_filter>& filter) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  leave_terminal();
  if (const auto refusal = build_root()) {
    report(order, *refusal);
    _exit(EXIT_FAILURE);
  }
  char attached = 0;
  if (write(sync_fd, "r", 1) != 1 || read(sync_fd, &attached, 1) != 1) _exit(EXIT_FAILURE);
  if (order.controlled) close(sync_fd);
  Server(order, sync_fd, program).run(filter);
}

}  // namespace

int serve(int order_fd, int filter_fd, int sync_fd, Program& program) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);  // Ctrl-C is for lockproof alone
  void* shared = mmap(nullptr, sizeof(Order), PROT_READ | PROT_WRITE, MAP_SHARED, order_fd, 0);
  if (shared == MAP_FAILED) return EXIT_FAILURE;
  close(order_fd);
  auto& order = *static_cast<Order*>(shared);
  const std::vector<sock_filter> filter = read_filter(filter_fd);
  if (const auto refusal = enter_namespaces()) {
    report(order, *refusal);
    return EXIT_FAILURE;
  }
  int release[2];
  if (pipe2(release, O_CLOEXEC) != 0) return EXIT_FAILURE;
  const pid_t server = fork();
  if (server == 0) {
    close(release[1]);  // or the death of the launcher would go unnoticed
    char known = 0;     // the controller must find server_pid when it hears from the server
    if (read(release[0], &known, 1) != 1) _exit(EXIT_FAILURE);
    close(release[0]);
    be_server(order, sync_fd, program, filter);
  }
  close(sync_fd);
  order.server_pid = server;
  if (write(release[1], "k", 1) != 1) return EXIT_FAILURE;
  int status = 0;
  waitpid(server, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

}  // namespace lockproof::tracee
