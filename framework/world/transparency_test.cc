// Programs that print what they observe print the same under control as without it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "world/addressed_calls.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using testing::ElementsAreArray;
using testing::Ge;
using testing::IsEmpty;
using testing::SizeIs;

// What a call came to; its result if that says anything.
void tell(const char* what, long result, bool with_value = false) {
  const int error = errno;
  if (result < 0) return say("%s: %s", what, strerrorname_np(error));
  with_value ? say("%s: %ld", what, result) : say("%s: ok", what);
}

// The part without control, in an empty directory of the machine.
std::vector<std::string> lines_without_control(Part part) {
  std::string folder = "/tmp/lockproof-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp");
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    syscall(SYS_close_range, 3U, ~0U, 0);
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    _exit(chdir(folder.c_str()) == 0 ? part(1) : 1);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> some{};
  for (;;) {
    const ssize_t size = read(ends[0], some.data(), some.size());
    if (size < 0 && errno == EINTR) continue;  // by the watchdog of the tracees
    if (size <= 0) break;
    text.append(some.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  std::filesystem::remove_all(folder);
  std::vector<std::string> told;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    told.push_back(text.substr(at, text.find('\n', at) - at));
  return told;
}

void expect_same(Part part, std::size_t lines_min) {
  const std::vector<std::string> expected = lines_without_control(part);
  EXPECT_THAT(expected, SizeIs(Ge(lines_min)));
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    const model::Trace trace = Rehearsal(part).finish_at_random(seed);
    EXPECT_THAT(lines(trace), ElementsAreArray(expected));
    EXPECT_EQ(trace.end, model::End::completed);
    EXPECT_THAT(trace.unmodelled, IsEmpty());
  }
}

void* volatile nowhere = reinterpret_cast<void*>(8);  // compilers need not know

int errors_of_names(int) {
  std::array<char, 8> bytes{};
  close(open("f", O_CREAT | O_WRONLY, 0666));
  mkdir("d", 0777);
  mkdir("d/e", 0777);
  symlink("loop", "loop");
  symlink("nowhere", "dangling");
  const std::string long_name(NAME_MAX + 1, 'n');
  const std::string long_path(PATH_MAX, '/');
  tell("open missing", open("missing", O_RDONLY));
  tell("open under missing", open("missing/x", O_CREAT | O_WRONLY, 0666));
  tell("open under file", open("f/x", O_RDONLY));
  tell("open exclusively", open("f", O_CREAT | O_EXCL | O_WRONLY, 0666));
  tell("open dangling exclusively", open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0666));
  tell("open directory to write", open("d", O_WRONLY));
  tell("open file as directory", open("f", O_RDONLY | O_DIRECTORY));
  tell("open loop", open("loop", O_RDONLY));
  tell("open link without following", open("dangling", O_RDONLY | O_NOFOLLOW));
  tell("open empty name", open("", O_RDONLY));
  tell("open long name", open(long_name.c_str(), O_RDONLY));
  tell("open long path", open(long_path.c_str(), O_RDONLY));
  tell("open bad pointer", open(static_cast<const char*>(nowhere), O_RDONLY));
  tell("open with slash", open("f/", O_RDONLY));
  tell("open new with slash", open("new/", O_CREAT | O_WRONLY, 0666));
  tell("create directory by open", open("d/", O_CREAT | O_WRONLY, 0666));
  tell("open at bad directory", openat(99, "x", O_RDONLY));
  tell("mkdir existing", mkdir("d", 0777));
  tell("mkdir over file", mkdir("f", 0777));
  tell("mkdir under missing", mkdir("missing/d", 0777));
  tell("mkdir over dangling", mkdir("dangling", 0777));
  tell("rmdir missing", rmdir("missing"));
  tell("rmdir file", rmdir("f"));
  tell("rmdir full", rmdir("d"));
  tell("rmdir dot", rmdir("d/e/."));
  tell("rmdir dot dot", rmdir("d/e/.."));
  tell("unlink directory", unlink("d"));
  tell("unlink missing", unlink("missing"));
  tell("unlink with slash", unlink("f/"));
  tell("link missing", link("missing", "g"));
  tell("link over existing", link("f", "d"));
  tell("link directory", link("d", "g"));
  tell("symlink over existing", symlink("x", "f"));
  tell("symlink empty", symlink("", "empty"));
  tell("readlink of file", readlink("f", bytes.data(), 0));
  tell("rename missing", rename("missing", "g"));
  tell("rename directory over file", rename("d", "f"));
  tell("rename file over directory", rename("f", "d"));
  tell("rename into itself", rename("d", "d/e/x"));
  tell("rename over full", rename("d/e", "d"));
  tell("rename onto itself", rename("f", "f"));
  tell("rename without replacing", renameat2(AT_FDCWD, "f", AT_FDCWD, "d", RENAME_NOREPLACE));
  tell("rename with bad flags", renameat2(AT_FDCWD, "f", AT_FDCWD, "g", 1U << 20));
  tell("exchange", renameat2(AT_FDCWD, "f", AT_FDCWD, "dangling", RENAME_EXCHANGE));
  tell("exchange with missing", renameat2(AT_FDCWD, "f", AT_FDCWD, "missing", RENAME_EXCHANGE));
  tell("access missing", access("missing", F_OK));
  tell("access with bad mode", access("d", 99));
  tell("chdir to file", chdir("dangling"));
  tell("truncate directory", truncate("d", 0));
  tell("truncate below nothing", truncate("dangling", -1));
  struct stat status {};
  tell("stat dangling", stat("f", &status));
  tell("lstat dangling", lstat("f", &status));
  return 0;
}

int errors_of_descriptors(int) {
  const int file = open("f", O_CREAT | O_RDWR, 0666);
  const int reader = open("f", O_RDONLY);
  const int writer = open("f", O_WRONLY | O_APPEND);
  const int directory = open(".", O_RDONLY);
  const int path = open("f", O_PATH);
  std::array<int, 2> ends{};
  std::array<char, 8> bytes{};
  pipe2(ends.data(), O_NONBLOCK);
  signal(SIGPIPE, SIG_IGN);
  tell("read bad descriptor", read(99, bytes.data(), 1));
  tell("read of a writer", read(writer, bytes.data(), 1));
  tell("read of a path", read(path, bytes.data(), 1));
  tell("read of a directory", read(directory, bytes.data(), 1));
  tell("read at the end", read(reader, bytes.data(), 1), true);
  tell("read to nowhere", read(ends[0], nowhere, 0), true);
  tell("write to a reader", write(reader, "x", 1));
  tell("write bad descriptor", write(-1, "x", 1));
  tell("write from nowhere", write(file, nowhere, 1));
  tell("write nothing", write(file, "", 0), true);
  tell("pwrite", pwrite(file, "hello", 5, 3), true);
  tell("append", write(writer, "!", 1), true);
  tell("pread", pread(reader, bytes.data(), 8, 4), true);
  tell("pread below nothing", pread(reader, bytes.data(), 1, -1));
  tell("pread of a pipe", pread(ends[0], bytes.data(), 1, 0));
  tell("seek", lseek(file, -1, SEEK_END), true);
  tell("seek below nothing", lseek(file, -1, SEEK_SET));
  tell("seek in a pipe", lseek(ends[0], 0, SEEK_CUR));
  tell("seek with bad whence", lseek(file, 0, 99));
  tell("empty pipe", read(ends[0], bytes.data(), 1));
  tell("truncate a reader", ftruncate(reader, 0));
  tell("truncate a pipe", ftruncate(ends[1], 0));
  tell("lock bad descriptor", flock(99, LOCK_EX));
  tell("lock badly", flock(file, 99));
  tell("lock a pipe", flock(ends[0], LOCK_EX | LOCK_NB));
  tell("lock a path", flock(path, LOCK_EX));
  tell("dup bad", dup(99));
  tell("dup2 onto itself", dup2(file, file) == file ? 0 : -1);
  tell("dup3 onto itself", dup3(file, file, 0));
  tell("dup2 too far", dup2(file, 1 << 30));
  tell("fcntl bad command", fcntl(file, 9999));
  tell("fsync of a pipe", fsync(ends[0]));
  tell("list of a file", syscall(SYS_getdents64, file, bytes.data(), 8));
  tell("chdir to a file", fchdir(file));
  tell("close", close(ends[0]));
  tell("write without readers", write(ends[1], "x", 1));
  tell("close twice", close(ends[0]));
  tell("poll", poll(nullptr, 0, 0), true);
  pollfd closed = {.fd = ends[0], .events = POLLIN, .revents = 0};
  tell("poll of what is closed", poll(&closed, 1, 0), true);
  say("POLLNVAL: %d", (closed.revents & POLLNVAL) != 0);
  return 0;
}

int try_record_lock(int file, short type, int command = F_SETLK) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_len = 1;
  return fcntl(file, command, &lock);
}

template <typename Act>
void in_child(Act act) {
  const pid_t child = fork();
  if (child == 0) {
    act();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

int locks(int) {
  const int first = open("f", O_CREAT | O_RDWR, 0666);
  const int second = open("f", O_RDWR);
  const int copy = dup(first);
  tell("flock", flock(first, LOCK_EX | LOCK_NB));
  tell("flock of another description", flock(second, LOCK_EX | LOCK_NB));
  tell("flock of the same description", flock(copy, LOCK_SH | LOCK_NB));
  tell("shared", flock(second, LOCK_SH | LOCK_NB));
  tell("upgrade with another reader", flock(first, LOCK_EX | LOCK_NB));
  tell("which has lost what it had", flock(second, LOCK_EX | LOCK_NB));
  tell("unlock", flock(second, LOCK_UN));
  tell("unlock again", flock(second, LOCK_UN));
  tell("take back", flock(first, LOCK_EX | LOCK_NB));
  in_child([&] { tell("inherited: locked again", flock(first, LOCK_EX | LOCK_NB)); });
  in_child([&] { tell("child of another description", flock(second, LOCK_EX | LOCK_NB)); });
  in_child([&] { tell("child unlocks", flock(first, LOCK_UN)); });
  tell("for the parent too", flock(second, LOCK_EX | LOCK_NB));
  flock(second, LOCK_UN);

  tell("record lock", try_record_lock(first, F_WRLCK));
  tell("by another description of the process", try_record_lock(second, F_WRLCK));
  in_child([&] { tell("not inherited", try_record_lock(first, F_WRLCK)); });
  in_child([&] { tell("nor shared", try_record_lock(first, F_RDLCK)); });
  in_child([&] {
    struct flock asked {};
    asked.l_type = F_RDLCK;
    fcntl(first, F_GETLK, &asked);
    say("who is in the way: %d, the parent: %d", asked.l_type, asked.l_pid == getppid());
  });
  tell("downgrade", try_record_lock(first, F_RDLCK));
  in_child([&] { tell("readers come in", try_record_lock(first, F_RDLCK)); });
  close(copy);
  in_child([&] { tell("closing a duplicate has dropped it", try_record_lock(first, F_WRLCK)); });
  tell("read lock of a writer", try_record_lock(open("f", O_WRONLY), F_RDLCK));
  tell("of a description", try_record_lock(first, F_WRLCK, F_OFD_SETLK));
  tell("of another", try_record_lock(second, F_WRLCK, F_OFD_SETLK));
  in_child([&] { tell("inherited", try_record_lock(first, F_WRLCK, F_OFD_SETLK)); });
  tell("record lock of a bad type", try_record_lock(first, 9));
  return 0;
}

// Each holds what the other wants: the second to ask is told.
int deadlock(int) {
  const int first = open("f", O_CREAT | O_RDWR, 0666);
  const int second = open("g", O_CREAT | O_RDWR, 0666);
  std::array<int, 2> ready{};
  pipe(ready.data());
  try_record_lock(first, F_WRLCK);
  const pid_t child = fork();
  if (child == 0) {
    try_record_lock(second, F_WRLCK);
    (void)!write(ready[1], "r", 1);
    try_record_lock(first, F_WRLCK, F_SETLKW);
    _exit(0);
  }
  char byte = 0;
  (void)!read(ready[0], &byte, 1);
  usleep(100'000);
  tell("asks last", try_record_lock(second, F_WRLCK, F_SETLKW));
  try_record_lock(first, F_UNLCK);
  int status = 0;
  waitpid(child, &status, 0);
  say("the other: %d", status);
  return 0;
}

void tell_status(const char* what, int status) {
  say("%s: exited %d %d, killed %d %d", what, WIFEXITED(status), WIFEXITED(status) ? WEXITSTATUS(status) : 0,
      WIFSIGNALED(status), WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

int waits(int) {
  const rlimit no_core{};
  setrlimit(RLIMIT_CORE, &no_core);
  int status = 0;
  tell("nobody to wait for", wait(&status));
  tell("wait for a stranger", waitpid(1, &status, 0));
  tell("wait badly", waitpid(-1, &status, 1 << 20));
  for (const int code : {0, 7, 255, 256}) {
    if (fork() == 0) _exit(code);
    wait(&status);
    tell_status("exit", status);
  }
  for (const int signal : {SIGKILL, SIGTERM, SIGABRT, SIGSEGV, SIGPIPE, SIGUSR1}) {
    if (fork() == 0) {
      kill(getpid(), signal);
      _exit(0);
    }
    wait(&status);
    tell_status("signal", status);
  }
  std::array<int, 2> ends{};
  pipe(ends.data());
  const pid_t child = fork();
  if (child == 0) {
    char byte = 0;
    (void)!read(ends[0], &byte, 1);
    _exit(3);
  }
  tell("still there", waitpid(child, &status, WNOHANG), true);
  (void)!write(ends[1], "x", 1);
  siginfo_t info{};
  tell("waitid that leaves it", waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT));
  say("code %d, status %d, its PID %d", info.si_code, info.si_status, info.si_pid == child);
  tell("kill of a zombie", kill(child, 0));
  tell("wait", waitpid(child, &status, 0) == child ? 0 : -1);
  tell("again", waitpid(child, &status, 0));
  tell("kill of nobody", kill(child, 0));
  tell("bad signal", kill(getpid(), 999));
  signal(SIGCHLD, SIG_IGN);
  if (fork() == 0) _exit(1);
  tell("children that are ignored", wait(&status));
  return 0;
}

volatile sig_atomic_t handled = 0;

void count_signals(int number, int flags) {
  struct sigaction action {};
  action.sa_handler = [](int) { handled = handled + 1; };
  action.sa_flags = flags;
  sigaction(number, &action, nullptr);
}

// A child signals, and then writes.
void interrupt(std::array<int, 2> ends) {
  if (fork() != 0) return;
  usleep(100'000);
  kill(getppid(), SIGUSR1);
  usleep(50'000);
  (void)!write(ends[1], "x", 1);
  _exit(0);
}

int signals(int) {
  std::array<int, 2> ends{};
  pipe(ends.data());
  char byte = 0;
  count_signals(SIGUSR1, SA_RESTART);
  interrupt(ends);
  tell("read that is restarted", read(ends[0], &byte, 1), true);
  wait(nullptr);
  count_signals(SIGUSR1, 0);
  interrupt(ends);
  tell("read that is not", read(ends[0], &byte, 1));
  tell("read again", read(ends[0], &byte, 1), true);
  wait(nullptr);
  count_signals(SIGUSR1, SA_RESTART);
  interrupt(ends);
  pollfd ready = {.fd = ends[0], .events = POLLIN, .revents = 0};
  tell("poll is never restarted", poll(&ready, 1, -1));
  tell("poll again", poll(&ready, 1, -1), true);
  (void)!read(ends[0], &byte, 1);
  wait(nullptr);
  interrupt(ends);
  const timespec second = {.tv_sec = 10, .tv_nsec = 0};
  timespec left{};
  tell("sleep", nanosleep(&second, &left));
  say("time is left: %d", left.tv_sec > 0);
  tell("wait is restarted", wait(nullptr) > 0 ? 0 : -1);
  signal(SIGUSR1, SIG_IGN);
  (void)!read(ends[0], &byte, 1);
  interrupt(ends);
  tell("read with a signal that is ignored", read(ends[0], &byte, 1), true);
  wait(nullptr);
  count_signals(SIGALRM, 0);
  const itimerval soon = {.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 50'000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  tell("pause", pause());
  say("handled: %d", static_cast<int>(handled));
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  kill(getpid(), SIGUSR2);
  sigset_t pending;
  sigpending(&pending);
  say("pending: %d", sigismember(&pending, SIGUSR2));
  const timespec moment = {.tv_sec = 0, .tv_nsec = 1000};
  tell("taken", sigtimedwait(&set, nullptr, &moment), true);
  tell("taken again", sigtimedwait(&set, nullptr, &moment));
  signal(SIGPIPE, SIG_IGN);
  close(ends[0]);
  tell("write without readers", write(ends[1], "x", 1));
  return 0;
}

// `name`s are abstract and ports are any, so that nothing of the machine is in the way.
int sockets(int) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  tell("listen unbound", listen(listener, 1));
  sockaddr_in own{};
  socklen_t size = sizeof own;
  tell("its name", getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size));
  say("a port: %d", own.sin_port != 0);
  const SocketAddress address = loopback(ntohs(own.sin_port));
  tell("bind twice", with_address(&bind, listener, loopback(0)));
  const int other = socket(AF_INET, SOCK_STREAM, 0);
  tell("bind to the same", with_address(&bind, other, address));
  tell("accept of what does not listen", accept(other, nullptr, nullptr));
  tell("send without connection", send(other, "x", 1, MSG_NOSIGNAL));
  tell("its peer", getpeername(other, reinterpret_cast<sockaddr*>(&own), &size));
  tell("connect", with_address(&connect, other, address));
  tell("connect twice", with_address(&connect, other, address));
  const int end = accept(listener, nullptr, nullptr);
  tell("nobody more", accept4(listener, nullptr, nullptr, 99));
  tell("send", send(other, "hello", 5, 0), true);
  std::array<char, 8> bytes{};
  tell("peek", recv(end, bytes.data(), 2, MSG_PEEK), true);
  tell("receive", recv(end, bytes.data(), 8, 0), true);
  tell("receive without waiting", recv(end, bytes.data(), 8, MSG_DONTWAIT));
  tell("shut down", shutdown(other, SHUT_WR));
  tell("end", recv(end, bytes.data(), 8, 0), true);
  tell("the other way", send(end, "x", 1, 0), true);
  tell("send after shutting down", send(other, "x", 1, MSG_NOSIGNAL));
  tell("shut down badly", shutdown(other, 9));
  close(end);
  tell("what was sent", recv(other, bytes.data(), 8, 0), true);
  tell("end", recv(other, bytes.data(), 8, 0), true);
  close(listener);
  close(other);
  tell("refused", with_address(&connect, socket(AF_INET, SOCK_STREAM, 0), address));
  tell("bind to what is no address", bind(socket(AF_INET, SOCK_STREAM, 0), reinterpret_cast<sockaddr*>(&own), 3));
  const int six = socket(AF_INET6, SOCK_STREAM, 0);
  tell("address of another family", with_address(&bind, six, address));
  const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
  tell("datagram without address", send(datagrams, "x", 1, 0));
  tell("listen for datagrams", listen(datagrams, 1));
  const int name = socket(AF_UNIX, SOCK_DGRAM, 0);
  tell("abstract", with_address(&bind, name, abstract("lockproof transparency test")));
  tell("to itself", send_to(name, "hi", abstract("lockproof transparency test")), true);
  tell("received", recv(name, bytes.data(), 1, MSG_TRUNC), true);
  const int stream = socket(AF_UNIX, SOCK_STREAM, 0);
  tell("of another type", with_address(&connect, stream, abstract("lockproof transparency test")));
  tell("socket of no family", socket(99, SOCK_STREAM, 0));
  tell("socket of no type", socket(AF_INET, 99, 0));
  tell("no socket", send(0, "x", 1, 0));
  return 0;
}

TEST(Transparency, ErrorsOfNames) {
  expect_same(&errors_of_names, 50);
}
TEST(Transparency, ErrorsOfDescriptors) {
  expect_same(&errors_of_descriptors, 35);
}
TEST(Transparency, Locks) {
  expect_same(&locks, 25);
}
TEST(Transparency, DeadlocksOfRecordLocks) {
  expect_same(&deadlock, 2);
}
TEST(Transparency, WaitStatuses) {
  expect_same(&waits, 22);
}
TEST(Transparency, SignalsAndInterruptions) {
  expect_same(&signals, 15);
}
TEST(Transparency, Sockets) {
  expect_same(&sockets, 33);
}

}  // namespace
}  // namespace lockproof::world
