#include "tracee/tracee.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tracee/stop_count.h"

namespace lockproof::tracee {
namespace {

constexpr long kPageBytes = 4096;
constexpr std::size_t kOutlivingMax = 32;  // a user has 128 inotify(7) instances, all of lockproof's included

thread_local std::uint64_t stops = 0;

std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

// "" if the thread is gone.
std::string read_proc(pid_t thread, const char* file) {
  const std::string path = fmt::format("/proc/{}/{}", thread, file);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  std::string text(8192, '\0');
  const ssize_t size = ::read(fd, text.data(), text.size());
  close(fd);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

// In steps of 10 ms. From /proc: the CPU clock of a thread is not open to other processes.
std::int64_t cpu_ns(pid_t thread) {
  const std::string stat = read_proc(thread, "stat");
  const auto name_end = stat.rfind(')');
  unsigned long user_ticks = 0;
  unsigned long system_ticks = 0;
  if (name_end != std::string::npos)
    (void)std::sscanf(stat.c_str() + name_end + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user_ticks,
                      &system_ticks);
  return static_cast<std::int64_t>(user_ticks + system_ticks) * (1'000'000'000 / sysconf(_SC_CLK_TCK));
}

// Of its process, as far as it is in RAM.
std::int64_t memory_bytes(pid_t thread) {
  const std::string statm = read_proc(thread, "statm");
  long pages = 0;
  (void)std::sscanf(statm.c_str(), "%*d %ld", &pages);
  return pages * sysconf(_SC_PAGESIZE);
}

Stop interpret(pid_t thread, int status) {
  if (WIFEXITED(status)) return {Stop::Kind::exited, WEXITSTATUS(status)};
  if (WIFSIGNALED(status)) return {Stop::Kind::killed, WTERMSIG(status)};
  const int signal = WSTOPSIG(status);
  switch (status >> 16) {
    case 0:
      break;
    case PTRACE_EVENT_SECCOMP:
      return {Stop::Kind::call};
    case PTRACE_EVENT_EXEC:
      return {Stop::Kind::exec};
    case PTRACE_EVENT_EXIT:
      return {Stop::Kind::dying};
    case PTRACE_EVENT_STOP:
      return {Stop::Kind::paused, signal};
    default: {
      unsigned long child = 0;
      ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &child);
      return {Stop::Kind::created, static_cast<long>(child)};
    }
  }
  if (signal == (SIGTRAP | 0x80)) return {Stop::Kind::result};
  return {Stop::Kind::signal, signal};
}

long request(auto what, pid_t thread, void* address, void* data) {
  errno = 0;
  const long result = ptrace(what, thread, address, data);
  if (result == -1 && errno == ESRCH) throw Vanished(fmt::format("thread {} is not stopped", thread));
  if (result == -1 && errno != 0) throw std::system_error(errno, std::system_category(), "ptrace");
  return result;
}

void* signal_argument(int signal) {
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(signal));
}

std::string read_status_file(pid_t thread) {
  std::string text = read_proc(thread, "status");
  if (text.empty()) throw Vanished(fmt::format("thread {} is gone", thread));
  return text;
}

// The rest of the line that starts with `key`.
std::string_view status_line(std::string_view status, std::string_view key) {
  const auto at = status.find(key);
  if (at == std::string_view::npos) return {};
  const auto line = status.substr(at + key.size());
  return line.substr(0, line.find('\n'));
}

std::uint64_t signal_mask(std::string_view status, std::string_view key) {
  return std::strtoull(std::string(status_line(status, key)).c_str(), nullptr, 16);
}

// Of a descriptor of another process: the open file description is the same (pidfd_getfd(2)).
class Copy {
 public:
  Copy(pid_t thread, int fd) {
    int process = static_cast<int>(syscall(SYS_pidfd_open, thread, kOfThread));
    if (process < 0 && errno == EINVAL) process = static_cast<int>(syscall(SYS_pidfd_open, thread, 0));
    fd_ = process >= 0 ? static_cast<int>(syscall(SYS_pidfd_getfd, process, fd, 0)) : -1;
    const int error = errno;
    if (process >= 0) close(process);
    if (fd_ < 0 && error == ESRCH) throw Vanished("the process is gone");
    if (fd_ < 0) throw std::system_error(error, std::generic_category(), "pidfd_getfd");
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  static constexpr unsigned kOfThread = O_EXCL;  // PIDFD_THREAD, since Linux 6.9; before, the first thread will do

  int fd_ = -1;
};

}  // namespace

void start_watchdog() {
  struct sigaction action {};
  action.sa_handler = [](int) {};  // only interrupts waitpid
  sigaction(SIGALRM, &action, nullptr);
  struct sigaction quiet {};
  quiet.sa_handler = SIG_DFL;
  quiet.sa_flags = SA_NOCLDSTOP;  // wait() tells of stops; a signal for each costs time
  sigaction(SIGCHLD, &quiet, nullptr);
  constexpr itimerval kPeriod = {.it_interval = {.tv_sec = 0, .tv_usec = 500'000},
                                 .it_value = {.tv_sec = 0, .tv_usec = 500'000}};
  setitimer(ITIMER_REAL, &kPeriod, nullptr);
}

std::uint64_t stop_count() {
  return stops;
}

Stop Tracee::wait() const {
  return wait_for(thread_).stop;
}
Report Tracee::wait_any() const {
  return wait_for(-1);
}

Report Tracee::wait_for(pid_t whom) const {
  int status = 0;
  pid_t reported = 0;
  std::int64_t started_ns = 0;
  std::int64_t cpu_at_start_ns = 0;
  while ((reported = waitpid(whom, &status, __WALL)) < 0) {
    if (errno != EINTR) throw Vanished(fmt::format("waiting for thread {}: {}", thread_, std::strerror(errno)));
    const std::int64_t now = now_ns();
    if (memory_bytes(thread_) > kMemoryBytesMax) throw Overgrown("an actor takes too much memory");
    if (started_ns == 0) {
      started_ns = now;
      cpu_at_start_ns = cpu_ns(thread_);
    } else if (cpu_ns(thread_) - cpu_at_start_ns > kSpinNsMax) {
      throw Spinning(fmt::format("no system call in {} s of CPU time", kSpinNsMax / 1'000'000'000));
    } else if (now - started_ns > 5 * kSpinNsMax && cpu_ns(thread_) == cpu_at_start_ns) {
      throw Stuck("an actor sleeps in a system call that lockproof takes for one that cannot sleep");
    }
  }
  ++stops;
  return {reported, interpret(reported, status)};
}

void Tracee::resume(int signal) const {
  request(PTRACE_CONT, thread_, nullptr, signal_argument(signal));
}
void Tracee::resume_to_result(int signal) const {
  request(PTRACE_SYSCALL, thread_, nullptr, signal_argument(signal));
}
void Tracee::interrupt() const {
  request(PTRACE_INTERRUPT, thread_, nullptr, nullptr);
}
void Tracee::kill() const {
  ::kill(thread_, SIGKILL);
}

void Tracee::let_go(bool at_entry) const {
  if (at_entry) {
    arch::Registers regs = registers();
    arch::rewind_call(regs, arch::call_number(regs));
    set_registers(regs);
  }
  request(PTRACE_DETACH, thread_, nullptr, nullptr);
}

bool Tracee::stopped() const {
  errno = 0;
  ptrace(PTRACE_PEEKUSER, thread_, nullptr, nullptr);
  return errno == 0;
}

arch::Registers Tracee::registers() const {
  arch::Registers regs{};
  request(PTRACE_GETREGS, thread_, nullptr, &regs);
  return regs;
}

void Tracee::set_registers(const arch::Registers& regs) const {
  request(PTRACE_SETREGS, thread_, nullptr, const_cast<arch::Registers*>(&regs));
}

long Tracee::result() const {
  return request(PTRACE_PEEKUSER, thread_, reinterpret_cast<void*>(arch::result_offset), nullptr);
}

void Tracee::set_result(long result) const {
  request(PTRACE_POKEUSER, thread_, reinterpret_cast<void*>(arch::result_offset), reinterpret_cast<void*>(result));
}

void Tracee::set_argument(int index, std::uint64_t value) const {
  request(PTRACE_POKEUSER, thread_, reinterpret_cast<void*>(arch::argument_offset(index)),
          reinterpret_cast<void*>(value));
}

std::optional<Refusal> take_control(pid_t thread, long options) {
  const auto refusal = [](const char* call) { return Refusal{errno, call, std::string(kControlRemedy)}; };
  if (ptrace(PTRACE_SEIZE, thread, nullptr, options) != 0) return refusal("ptrace");
  if (process_vm_readv(thread, nullptr, 0, nullptr, 0, 0) != 0) return refusal("process_vm_readv");
  if (process_vm_writev(thread, nullptr, 0, nullptr, 0, 0) != 0) return refusal("process_vm_writev");
  return std::nullopt;
}

void Tracee::read(std::uint64_t address, std::span<std::byte> to) const {
  const iovec local = {to.data(), to.size()};
  const iovec remote = {reinterpret_cast<void*>(address), to.size()};
  const ssize_t size = process_vm_readv(thread_, &local, 1, &remote, 1, 0);
  if (size == static_cast<ssize_t>(to.size())) return;
  if (size < 0 && errno == ESRCH) throw Vanished(fmt::format("thread {} is gone", thread_));
  throw std::system_error(EFAULT, std::system_category(), "reading an actor's memory");
}

void Tracee::write(std::uint64_t address, std::span<const std::byte> from) const {
  const iovec local = {const_cast<std::byte*>(from.data()), from.size()};
  const iovec remote = {reinterpret_cast<void*>(address), from.size()};
  const ssize_t size = process_vm_writev(thread_, &local, 1, &remote, 1, 0);
  if (size == static_cast<ssize_t>(from.size())) return;
  if (size < 0 && errno == ESRCH) throw Vanished(fmt::format("thread {} is gone", thread_));
  throw std::system_error(EFAULT, std::system_category(), "writing an actor's memory");
}

std::string Tracee::read_string(std::uint64_t address) const {
  std::string text;
  std::array<char, 256> chunk;
  while (text.size() < PATH_MAX) {
    // Never across a page that may not be there.
    const auto to_page_end = static_cast<std::size_t>(kPageBytes - static_cast<long>(address % kPageBytes));
    const std::size_t size = std::min(chunk.size(), to_page_end);
    read(address, std::as_writable_bytes(std::span(chunk.data(), size)));
    const char* begin = chunk.data();
    const char* end = std::find(begin, begin + size, '\0');
    text.append(begin, end);
    if (end != begin + size) break;
    address += size;
  }
  return text;
}

pid_t Tracee::inner_pid() const {
  const std::string status = read_status_file(thread_);
  const std::string_view pids = status_line(status, "NSpid:");
  const auto last = pids.find_last_of(" \t");
  return last == std::string_view::npos ? 0 : std::atoi(pids.data() + last + 1);
}

bool Tracee::signal_pending() const {
  const std::string status = read_status_file(thread_);
  return ((signal_mask(status, "SigPnd:") | signal_mask(status, "ShdPnd:")) & ~signal_mask(status, "SigBlk:")) != 0;
}

bool Tracee::ignores(int signal) const {
  const std::string status = read_status_file(thread_);
  const auto is_in = [&](std::string_view key) { return (signal_mask(status, key) >> (signal - 1) & 1U) != 0; };
  const bool by_default = signal == SIGCHLD || signal == SIGCONT || signal == SIGURG || signal == SIGWINCH;
  return is_in("SigIgn:") || (by_default && !is_in("SigCgt:"));
}

void Tracee::drop_locks(int fd) const {
  const Copy copy(thread_, fd);
  struct flock unlock {};
  flock(copy.fd(), LOCK_UN);
  unlock.l_type = F_UNLCK;
  fcntl(copy.fd(), F_OFD_SETLK, &unlock);
}

void Tracee::add_to_event(int fd, std::uint64_t count) const {
  const Copy copy(thread_, fd);
  (void)!::write(copy.fd(), &count, sizeof count);
}

void Tracee::clear_event(int fd) const {
  const Copy copy(thread_, fd);
  pollfd full = {.fd = copy.fd(), .events = POLLIN, .revents = 0};
  std::uint64_t count = 0;
  if (poll(&full, 1, 0) == 1) (void)!::read(copy.fd(), &count, sizeof count);
}

void Tracee::outlive(int fd) const try {
  thread_local std::vector<int> outliving;
  if (outliving.size() >= kOutlivingMax) {
    for (const int one : outliving) close(one);
    outliving.clear();
  }
  outliving.push_back(Copy(thread_, fd).release());
} catch (const std::system_error&) {
  return;  // the process waits for its own close
}

bool Tracee::bind_socket(int fd, std::span<const std::byte> address) const {
  const Copy copy(thread_, fd);
  return bind(copy.fd(), reinterpret_cast<const sockaddr*>(address.data()), static_cast<socklen_t>(address.size())) ==
         0;
}

void Tracee::start_connection(int fd, std::span<const std::byte> address) const {
  const Copy copy(thread_, fd);
  const int flags = fcntl(copy.fd(), F_GETFL);
  if ((flags & O_NONBLOCK) != 0) return;
  fcntl(copy.fd(), F_SETFL, flags | O_NONBLOCK);
  (void)connect(copy.fd(), reinterpret_cast<const sockaddr*>(address.data()), static_cast<socklen_t>(address.size()));
  fcntl(copy.fd(), F_SETFL, flags);
}

void Tracee::send_at_once(int fd) const {
  const Copy copy(thread_, fd);
  const int on = 1;
  setsockopt(copy.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

long Tracee::call_first(long number, const std::array<std::uint64_t, 3>& arguments) const {
  arch::Registers original = registers();
  arch::Registers other = original;
  arch::replace_call(other, number, arguments);
  set_registers(other);
  resume_to_result();
  if (wait().kind != Stop::Kind::result) throw Vanished("it ended in a call that was put in");
  const long returned = result();
  arch::rewind_call(original, arch::call_number(original));
  set_registers(original);
  resume();
  if (wait().kind != Stop::Kind::call) throw Vanished("it ended after a call that was put in");
  return returned;
}

void Tracee::prepare_exec(std::span<const std::byte, 16> random) const {
  std::uint64_t at = registers().rsp;
  const auto next_word = [&] {
    const auto word = read<std::uint64_t>(at);
    at += sizeof word;
    return word;
  };
  for (auto argc = next_word(); argc > 0; --argc) next_word();
  next_word();  // the end of argv
  while (next_word() != 0) {
  }  // envp
  for (;;) {
    const std::uint64_t type_at = at;
    const std::uint64_t type = next_word();
    const std::uint64_t value = next_word();
    if (type == AT_NULL) break;
    if (type == AT_SYSINFO_EHDR) write(type_at, std::uint64_t{AT_IGNORE});
    if (type == AT_RANDOM) write(value, random);
  }
}

bool Tracee::emulate_time_stamp(std::uint64_t ticks) const {
  arch::Registers regs = registers();
  std::array<std::uint8_t, 3> code{};
  try {
    read(regs.rip, std::as_writable_bytes(std::span(code)));
  } catch (const std::system_error&) {
    return false;
  }
  const auto length = arch::time_stamp_instruction(code);
  if (!length) return false;
  arch::skip_time_stamp_instruction(regs, *length, ticks);
  set_registers(regs);
  return true;
}

}  // namespace lockproof::tracee
