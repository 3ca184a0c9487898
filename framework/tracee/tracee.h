// One controlled thread of execution: stopping it, resuming it, looking into it. ptrace(2), and nothing of
// what a system call means.
#pragma once

#include <sys/types.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "tracee/arch/x86_64.h"
#include "tracee/refusal.h"

namespace lockproof::tracee {

struct Stop {
  enum class Kind : std::uint8_t {
    call,     // at the entry of a system call that the filter stops; it has not been executed
    result,   // at the exit of a system call
    created,  // after fork, vfork or clone, before its exit: `value` = thread id of the child
    exec,     // after a successful execve, before its exit
    signal,   // `value` is about to be delivered; resume with it to deliver it
    paused,   // after interrupt(), at its birth, or by a stopping signal
    dying,    // killed, but its parent has not been told; resume() and wait() again
    exited,   // gone: `value` = exit status
    killed,   // gone: `value` = signal
  };
  Kind kind;
  long value = 0;
  bool gone() const { return kind == Kind::exited || kind == Kind::killed; }
};

// The tracee used the CPU for longer than allowed without a stop.
struct Spinning : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The tracee was found to have more memory than kMemoryBytesMax while it was waited for.
struct Overgrown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The tracee is not there any more although nobody killed it.
struct Vanished : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// lockproof itself is wrong: a call that it takes for one that cannot sleep sleeps.
struct Stuck : std::logic_error {
  using std::logic_error::logic_error;
};

struct Report;

// Attaches to `thread`, with PTRACE_O_... `options`, and asks for whatever else control needs; or who refuses it.
std::optional<Refusal> take_control(pid_t thread, long options);

// A value: copies mean the same tracee. All functions belong to the thread that attached it. What needs a stopped
// tracee throws Vanished if it is not stopped (that happens when it was killed).
class Tracee {
 public:
  Tracee() = default;
  explicit Tracee(pid_t thread) : thread_(thread) {}
  pid_t thread() const { return thread_; }

  // Waits for the next stop. Never for ever: throws Spinning after `kSpinNsMax` of its CPU time, Overgrown, Stuck if it
  // does not use the CPU for as long. Whoever is gone has been reaped.
  Stop wait() const;

  // The same, for whichever tracee of the calling thread stops first.
  Report wait_any() const;

  void resume(int signal = 0) const;            // to the next call or event
  void resume_to_result(int signal = 0) const;  // the same, and stops at the exit of the call that it is in
  void interrupt() const;                       // a call that would sleep returns; a stop of kind paused follows
  void kill() const;                            // SIGKILL to its whole process; wait() for its end

  // Whether it is in a stop, in which it can be looked into.
  bool stopped() const;

  arch::Registers registers() const;
  void set_registers(const arch::Registers& regs) const;

  // Single registers, at half the price of all: at the exit of a call its result, at its entry or exit an argument.
  long result() const;
  void set_result(long result) const;
  void set_argument(int index, std::uint64_t value) const;

  // Throws Vanished if it is gone, std::system_error (EFAULT) if the memory is not there.
  void read(std::uint64_t address, std::span<std::byte> to) const;
  void write(std::uint64_t address, std::span<const std::byte> from) const;
  std::string read_string(std::uint64_t address) const;  // NUL-terminated, at most PATH_MAX

  template <typename T>
  T read(std::uint64_t address) const {
    T value;
    read(address, std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  template <typename T>
  requires(std::is_trivially_copyable_v<T> &&
           !std::convertible_to<const T&, std::span<const std::byte>>) void write(std::uint64_t address,
                                                                                  const T& value) const {
    write(address, std::as_bytes(std::span(&value, 1)));
  }

  // Its PID in the innermost PID namespace, where the actors live. From /proc.
  pid_t inner_pid() const;

  // Whether a signal is pending that it does not block. From /proc.
  bool signal_pending() const;

  // Whether the signal does nothing to it: it ignores it, or has no handler and that is the default. From /proc.
  bool ignores(int signal) const;

  // Takes away the flock(2) and F_OFD_SETLK locks of the open file description at `fd` of its process. It is not
  // told. Throws Vanished if it is gone.
  void drop_locks(int fd) const;

  // Adds to what the eventfd(2) at `fd` of its process holds, or empties it. Throws Vanished if it is gone.
  void add_to_event(int fd, std::uint64_t count) const;
  void clear_event(int fd) const;

  // Keeps the open file description at `fd` of its process for a while after the process has closed it. Of inotify(7):
  // to close the last descriptor takes the kernel 10 ms, but hardly more for many than for one. If that is not to be
  // had, nothing happens.
  void outlive(int fd) const;

  // Of the socket at `fd` of its process, as if it made the calls. To bind fails where its own call would. A connection
  // is made without waiting for it, unless its own call will not wait either: that one finds how it went. Of TCP, what
  // is sent shall not wait for what was sent before. All throw Vanished if it is gone.
  bool bind_socket(int fd, std::span<const std::byte> address) const;
  void start_connection(int fd, std::span<const std::byte> address) const;
  void send_at_once(int fd) const;

  // At the entry of a call: performs another one first, which does not sleep, and is back there. Returns its result.
  long call_first(long number, const std::array<std::uint64_t, 3>& arguments) const;

  // Gives the thread up to another debugger: it stops as soon as it runs, by a SIGSTOP that its process was sent, and
  // if `at_entry` before the call at whose entry it is. Nobody may use this tracee from then on.
  void let_go(bool at_entry) const;

  // At an exec stop: hides the vDSO from the new program and gives it `random` for AT_RANDOM.
  void prepare_exec(std::span<const std::byte, 16> random) const;

  // At a signal stop for SIGSEGV: if the cause is rdtsc or rdtscp, performs it with `ticks` and returns true.
  bool emulate_time_stamp(std::uint64_t ticks) const;

 private:
  Report wait_for(pid_t whom) const;

  pid_t thread_ = 0;
};

struct Report {
  pid_t thread = 0;
  Stop stop;
};

inline constexpr std::int64_t kSpinNsMax = 2'000'000'000;
inline constexpr std::int64_t kMemoryBytesMax = std::int64_t{2} << 30;

// Starts the periodic signal that lets wait() look at its watchdog. Once per process, before the first wait().
void start_watchdog();

}  // namespace lockproof::tracee
