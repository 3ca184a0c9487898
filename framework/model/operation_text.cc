// Operations in words, as strace(1) writes them.
#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "model/flag_names.h"
#include "model/operation.h"

namespace lockproof::model {
namespace {

// What stands at one place of an argument list.
enum class Argument : std::uint8_t {
  none,
  fd,           // 3<locks/a.lock>
  path,         // "locks/a.lock"
  path2,        // "locks/b.lock"
  data,         // "4711\n", or "4711\n"... if that is not all
  value,        // 42
  pid,          // 4711, or -1
  duration,     // 0.25s
  record_lock,  // {F_WRLCK, 0, 0}, or the value where the command takes a number
  // From here on: `flags` in one of its families.
  open,
  flock,
  fcntl,
  access,
  at,
  rename,
  map,
  whence,
  futex,
  signal,
  mode,
};
constexpr auto kFirstFamily = Argument::open;
static_assert(static_cast<int>(Argument::mode) - static_cast<int>(kFirstFamily) == static_cast<int>(FlagFamily::mode));

// The largest number that the kernel uses for an error (MAX_ERRNO in include/linux/err.h).
constexpr std::int64_t kErrnoMax = 4095;

struct Form {
  std::string_view call;
  std::array<Argument, 3> arguments;
};

using A = Argument;
constexpr Form kForms[] = {
    {"access", {A::path, A::access}},
    {"alarm", {A::value}},
    {"chdir", {A::path}},
    {"chmod", {A::path, A::mode}},
    {"clock_nanosleep", {A::duration}},
    {"clone", {}},
    {"clone3", {}},
    {"close", {A::fd}},
    {"creat", {A::path, A::mode}},
    {"dup", {A::fd}},
    {"dup2", {A::fd, A::value}},
    {"dup3", {A::fd, A::value, A::open}},
    {"execve", {A::path}},
    {"exit", {A::value}},
    {"exit_group", {A::value}},
    {"faccessat", {A::path, A::access}},
    {"faccessat2", {A::path, A::access}},
    {"fchmod", {A::fd, A::mode}},
    {"fchmodat", {A::path, A::mode}},
    {"fcntl", {A::fd, A::fcntl, A::record_lock}},
    {"fdatasync", {A::fd}},
    {"flock", {A::fd, A::flock}},
    {"fork", {}},
    {"fstat", {A::fd}},
    {"fsync", {A::fd}},
    {"ftruncate", {A::fd, A::value}},
    {"futex", {A::futex, A::value}},
    {"getdents64", {A::fd, A::value}},
    {"getpid", {}},
    {"getppid", {}},
    {"kill", {A::pid, A::signal}},
    {"link", {A::path, A::path2}},
    {"linkat", {A::path, A::path2, A::at}},
    {"lseek", {A::fd, A::value, A::whence}},
    {"lstat", {A::path}},
    {"mkdir", {A::path, A::mode}},
    {"mkdirat", {A::path, A::mode}},
    {"mmap", {A::value, A::map, A::fd}},
    {"nanosleep", {A::duration}},
    {"newfstatat", {A::path, A::at}},
    {"open", {A::path, A::open}},
    {"openat", {A::path, A::open}},
    {"pipe", {}},
    {"pipe2", {A::open}},
    {"pread64", {A::fd, A::data, A::value}},
    {"pwrite64", {A::fd, A::data, A::value}},
    {"read", {A::fd, A::data, A::value}},
    {"readlink", {A::path, A::data}},
    {"readlinkat", {A::path, A::data}},
    {"rename", {A::path, A::path2}},
    {"renameat", {A::path, A::path2}},
    {"renameat2", {A::path, A::path2, A::rename}},
    {"rmdir", {A::path}},
    {"setsid", {}},
    {"stat", {A::path}},
    {"statx", {A::path, A::at}},
    {"symlink", {A::path, A::path2}},
    {"symlinkat", {A::path, A::path2}},
    {"tgkill", {A::value, A::signal}},
    {"tkill", {A::value, A::signal}},
    {"truncate", {A::path, A::value}},
    {"unlink", {A::path}},
    {"unlinkat", {A::path, A::at}},
    {"utime", {A::path}},
    {"utimensat", {A::path, A::at}},
    {"utimes", {A::path}},
    {"vfork", {}},
    {"wait4", {A::pid}},
    {"write", {A::fd, A::data, A::value}},
};

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
      case '\\':
        out += {'\\', c};
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = byte < 0x20 || byte == 0x7f;
        if (is_control) {
          fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

std::string fd_text(const Operation& operation) {
  return operation.path.empty() ? fmt::to_string(operation.fd) : fmt::format("{}<{}>", operation.fd, operation.path);
}

std::string data_text(const Operation& operation) {
  const bool is_cut = operation.result > static_cast<std::int64_t>(operation.data.size());
  return quoted_text(operation.data) + (is_cut ? "..." : "");
}

std::string argument_text(Argument argument, const Operation& operation) {
  switch (argument) {
    case Argument::none:
      return "";
    case Argument::fd:
      return fd_text(operation);
    case Argument::path:
      return quoted_text(operation.path);
    case Argument::path2:
      return quoted_text(operation.path2);
    case Argument::data:
      return data_text(operation);
    case Argument::pid:
      return fmt::to_string(static_cast<std::int32_t>(operation.value));
    case Argument::value:
      return fmt::to_string(operation.value);
    case Argument::duration:
      return fmt::format("{}s", static_cast<double>(operation.value) / 1e9);
    case Argument::record_lock:
      return operation.data.empty() ? fmt::to_string(operation.value) : fmt::format("{{{}}}", operation.data);
    default:
      const int family = static_cast<int>(argument) - static_cast<int>(kFirstFamily);
      return flags_text(static_cast<FlagFamily>(family), operation.flags);
  }
}

// For calls without a form: what the operation has of a descriptor and a path.
std::string generic_arguments(const Operation& operation) {
  if (operation.path.empty()) return operation.fd < 0 ? "" : fmt::to_string(operation.fd);
  return operation.fd < 0 ? quoted_text(operation.path)
                          : fmt::format("{}, {}", operation.fd, quoted_text(operation.path));
}

std::string arguments_text(std::string_view call, const Operation& operation) {
  const auto* const form = std::ranges::find(kForms, call, &Form::call);
  if (form == std::end(kForms)) return generic_arguments(operation);
  std::string text;
  for (const Argument argument : form->arguments) {
    if (argument == Argument::none) break;
    if (!text.empty()) text += ", ";
    text += argument_text(argument, operation);
  }
  return text;
}

// What the kernel answers inside an interrupted call; never seen by the actor.
std::string_view restart_name(std::int64_t error) {
  switch (error) {
    case 512:
      return "ERESTARTSYS";
    case 513:
      return "ERESTARTNOINTR";
    case 514:
      return "ERESTARTNOHAND";
    case 516:
      return "ERESTART_RESTARTBLOCK";
    default:
      return "";
  }
}

}  // namespace

std::string to_string(const Operation& operation) {
  const std::string_view call = call_name(operation.number);
  if (call == "unknown") return fmt::format("syscall_{}({})", operation.number, generic_arguments(operation));
  return fmt::format("{}({})", call, arguments_text(call, operation));
}

std::string result_text(const Operation& operation) {
  const bool is_error = operation.result < 0 && operation.result >= -kErrnoMax;
  if (!is_error) return fmt::format("= {}", operation.result);
  const std::int64_t error = -operation.result;
  if (const auto name = restart_name(error); !name.empty()) return fmt::format("= ? {}", name);
  const char* const name = strerrorname_np(static_cast<int>(error));
  if (name == nullptr) return fmt::format("= -1 (errno {})", error);
  return fmt::format("= -1 {} ({})", name, strerrordesc_np(static_cast<int>(error)));
}

}  // namespace lockproof::model
