#include "tracee/stage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "tracee/filter.h"
#include "tracee/order.h"
#include "tracee/server.h"
#include "tracee/time_stamps.h"

namespace lockproof::tracee {
namespace {

namespace process = boost::process::v2;

constexpr long kTraceOptions = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
                               PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;

const std::string kHome = std::string("HOME=") + kHomePath;

// Equal in every run, so that nothing of the caller's environment reaches an actor by accident.
const std::array<const char*, 8> environment = {
    "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    kHome.data(),
    "LANG=C.UTF-8",
    "TZ=UTC",
    "TMPDIR=/tmp",
    "GLIBC_TUNABLES=glibc.pthread.rseq=0",  // its shared page shows the CPU number
    "ASAN_OPTIONS=detect_leaks=0",
    nullptr};

// Passes descriptors on, and fixes what a child would otherwise inherit by chance.
struct Inherit {
  std::vector<int> descriptors;

  template <typename Launcher>
  process::error_code on_setup(Launcher& launcher, const process::filesystem::path&, const char* const*&) {
    launcher.env = environment.data();
    launcher.fd_whitelist.insert(launcher.fd_whitelist.end(), descriptors.begin(), descriptors.end());
    return {};
  }

  template <typename Launcher>
  process::error_code on_exec_setup(Launcher&, const process::filesystem::path&, const char* const*&) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    personality(ADDR_NO_RANDOMIZE);
    allow_time_stamps();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    return {};
  }
};

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

int shared_memory(const char* name, const void* contents, std::size_t bytes) {
  const int fd = memfd_create(name, 0);
  if (fd < 0 || write(fd, contents, bytes) != static_cast<ssize_t>(bytes))
    throw Refused(fmt::format("memfd_create: {}", std::strerror(errno)));
  return fd;
}

std::vector<sock_filter> possible_filter() {
  try {
    return make_filter();
  } catch (const std::system_error& error) {
    throw Refused(text_of({0, error.what(), std::string(kFilterRemedy)}));
  }
}

// False if the other end is closed. The watchdog's signal may come while it waits.
bool receive_byte(int fd) {
  char byte = 0;
  ssize_t size = 0;
  while ((size = read(fd, &byte, 1)) < 0 && errno == EINTR) {
  }
  return size == 1;
}

}  // namespace

struct Stage::Impl {
  Impl() = default;
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  boost::asio::io_context context;
  std::optional<process::process> launcher;  // the parent of the server
  Order* order = nullptr;
  std::optional<Descriptor> sync;  // to meet the server at
  Tracee server;
  std::string world;

  void launch(const std::string& program, std::vector<std::string> arguments, Control control);
  void attach();
  void seize() const;
  [[noreturn]] void refused(std::string_view fallback) const;
  void send(std::string_view play, int count, bool containers);
  void resume_server() const;
  void run_server() const;
  Tracee await_newborn() const;
};

Stage::Impl::~Impl() {
  if (server.thread() != 0)
    server.kill();  // and with the first process of the PID namespace, all others
  else if (launcher)
    ::kill(launcher->id(), SIGKILL);  // and with it its child, the server
  if (launcher) {
    // The PID namespace ends when all tracees have been reaped, and the launcher when the namespace has ended.
    const pid_t whom = order->controlled ? -1 : launcher->id();
    pid_t reaped = 0;
    do {
      reaped = waitpid(whom, nullptr, __WALL);
    } while (reaped != launcher->id() && (reaped > 0 || errno == EINTR));
  }
  if (order != nullptr) munmap(order, sizeof(Order));
}

void Stage::Impl::refused(std::string_view fallback) const {
  if (order->error == 0) throw Refused(std::string(fallback));
  throw Refused(text_of({order->error, order->failed.data(), order->remedy.data()}));
}

void Stage::Impl::launch(const std::string& program, std::vector<std::string> arguments, Control control) {
  if (access(program.c_str(), X_OK) != 0) throw Refused(fmt::format("{}: {}", program, std::strerror(errno)));
  const std::vector<sock_filter> filter = possible_filter();
  const Order empty{.controlled = control == Control::full};
  const Descriptor order_memory(shared_memory("order", &empty, sizeof empty));
  const Descriptor filter_memory(shared_memory("filter", filter.data(), filter.size() * sizeof(sock_filter)));
  void* mapped = mmap(nullptr, sizeof(Order), PROT_READ | PROT_WRITE, MAP_SHARED, order_memory.get(), 0);
  if (mapped == MAP_FAILED) throw Refused(fmt::format("mmap: {}", std::strerror(errno)));
  order = static_cast<Order*>(mapped);
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) != 0)
    throw Refused(fmt::format("socketpair: {}", std::strerror(errno)));
  fcntl(sockets[0], F_SETFD, FD_CLOEXEC);  // or the server would hold our end too, and not notice our death
  sync.emplace(sockets[0]);
  Descriptor theirs(sockets[1]);
  const std::vector<int> passed = {order_memory.get(), filter_memory.get(), theirs.get()};
  for (const int fd : passed) arguments.push_back(std::to_string(fd));
  try {
    launcher.emplace(context, program, arguments, process::process_stdio{nullptr, nullptr, nullptr}, Inherit{passed});
  } catch (const boost::system::system_error& error) {
    throw Refused(text_of({0, "starting the fork server: " + error.code().message(), std::string(kRecentRemedy)}));
  }
  theirs.reset();
  attach();
}

void Stage::Impl::attach() {
  if (!receive_byte(sync->get())) refused("the fork server did not start");
  server = Tracee(order->server_pid);
  if (order->controlled) seize();
  world = fmt::format("/proc/{}/root{}", server.thread(), kWorldPath);
  if (write(sync->get(), "g", 1) != 1) refused("the fork server went away");
  run_server();
  if (order->error != 0) refused("");
}

void Stage::Impl::seize() const {
  if (const auto refusal = take_control(server.thread(), kTraceOptions)) throw Refused(text_of(*refusal));
}

// Until it parks. Its program may make visible calls on the way: they are let through.
void Stage::Impl::run_server() const {
  if (!order->controlled) {
    if (!receive_byte(sync->get())) refused("the fork server died");
    return;
  }
  for (;;) {
    const Stop stop = server.wait();
    if (stop.gone()) refused("the fork server died");
    if (stop.kind == Stop::Kind::call && arch::call_number(server.registers()) == arch::kParkCall) return;
    server.resume(stop.kind == Stop::Kind::signal ? static_cast<int>(stop.value) : 0);
  }
}

void Stage::Impl::resume_server() const {
  if (order->controlled) return server.resume();
  if (write(sync->get(), "g", 1) != 1) refused("the fork server went away");
}

void Stage::Impl::send(std::string_view play, int count, bool containers) {
  if (play.size() >= order->play.size() || count > kActorsMax)
    throw Refused(
        fmt::format("at most {} actors and {} bytes of description are possible", kActorsMax, order->play.size() - 1));
  order->kind = Order::Kind::play;
  order->actors = count;
  order->containers = containers ? 1 : 0;
  order->play.at(play.copy(order->play.data(), play.size())) = '\0';
  resume_server();
  run_server();
  if (order->error != 0) refused("");
}

// The next child of the server that shows up, paused before its first instruction.
Tracee Stage::Impl::await_newborn() const {
  const Report report = server.wait_any();
  if (report.stop.gone()) throw Refused("a process died before its first instruction");
  return Tracee(report.thread);
}

Stage::Stage(const std::string& program, std::vector<std::string> arguments, Control control)
    : impl_(std::make_unique<Impl>()) {
  impl_->launch(program, std::move(arguments), control);
}

Stage::~Stage() = default;

const std::string& Stage::world() const {
  return impl_->world;
}

Tracee Stage::spawn_heir(int pid, int index) {
  impl_->order->kind = Order::Kind::spawn_heir;
  impl_->order->heir_pid = pid;
  impl_->order->heir_index = index;
  impl_->server.resume();
  impl_->run_server();
  if (impl_->order->error != 0) impl_->refused("");
  return impl_->await_newborn();
}

void Stage::play_freely(std::string_view play, int count) {
  impl_->send(play, count, false);
}

std::vector<Stage::Newborn> Stage::play(std::string_view play, int count, bool containers) {
  impl_->send(play, count, containers);
  const Order& order = *impl_->order;
  std::vector<Newborn> newborns(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const Tracee tracee = impl_->await_newborn();
    const auto index = static_cast<std::size_t>(arch::unused_clone3_argument(tracee.registers()));
    newborns.at(index - 1) = {tracee, order.pids.at(index - 1)};
  }
  return newborns;
}

}  // namespace lockproof::tracee
