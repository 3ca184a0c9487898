#include "tracee/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <system_error>

namespace lockproof::tracee {
namespace {

// What calls that are put in have as memory: below the stack's red zone. It is put back.
class Scratch {
 public:
  explicit Scratch(const Tracee& tracee)
      : tracee_(tracee), address_((tracee.registers().rsp - 1024) & ~std::uint64_t{15}) {
    tracee.read(address_, before_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    try {
      put_back(tracee_);
    } catch (const std::exception&) {  // it was killed
    }
  }
  void put_back(const Tracee& tracee) const { tracee.write(address_, std::span<const std::byte>(before_)); }
  std::uint64_t address() const { return address_; }
  std::uint64_t put(const std::string& text) const {
    tracee_.write(address_, std::as_bytes(std::span(text.c_str(), text.size() + 1)));
    return address_;
  }

 private:
  const Tracee tracee_;
  const std::uint64_t address_;
  std::array<std::byte, 256> before_{};
};

long call(const Tracee& tracee, long number, const std::array<std::uint64_t, 3>& arguments) {
  const long result = tracee.call_first(number, arguments);
  if (result < 0)
    throw std::system_error(static_cast<int>(-result), std::generic_category(), "a call on behalf of a snapshot");
  return result;
}

void enter_directory(const Tracee& tracee, const std::string& directory) {
  const Scratch scratch(tracee);
  call(tracee, SYS_chdir, {scratch.put(directory)});
}

// Whether a copy would have all of its memory, and for itself.
bool is_memory_private(pid_t process) {
  std::ifstream lines(fmt::format("/proc/{}/smaps", process));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("VmFlags:")) continue;
    for (const char* flag : {" sh ", " dc ", " wf "})  // shared; MADV_DONTFORK, MADV_WIPEONFORK of madvise(2)
      if (line.find(flag) != std::string::npos) return false;
  }
  return true;
}

}  // namespace

Snapshot::Snapshot(const Tracee& original, pid_t pid) {
  if (!is_memory_private(original.thread()))
    throw std::system_error(ENOTSUP, std::generic_category(), "memory that is shared or not inherited");
  {
    const Scratch scratch(original);
    const std::uint64_t first = scratch.address();
    const std::uint64_t second = first + sizeof(std::uint64_t);
    call(original, SYS_prctl, {PR_GET_TID_ADDRESS, first});
    thread_id_address_ = original.read<std::uint64_t>(first);
    call(original, SYS_get_robust_list, {0, first, second});
    robust_list_ = original.read<std::uint64_t>(first);
    robust_list_bytes_ = original.read<std::uint64_t>(second);
  }
  process_ = fork(original, pid);
  try {
    call(process_, SYS_setpgid, {0, 0});  // or the PID of the original would stay taken, as that of a group
    enter_directory(process_, "/");       // nor keeps it the world of an execution that is over
    for (const auto& entry : std::filesystem::directory_iterator(fmt::format("/proc/{}/fdinfo", process_.thread()))) {
      OpenFile file{.fd = std::stoi(entry.path().filename())};
      std::ifstream lines(entry.path());
      for (std::string key; lines >> key;) {
        if (key == "pos:") lines >> file.offset;
        if (key == "flags:") lines >> std::oct >> file.flags >> std::dec;
      }
      if (file.fd > 2 && (file.flags & (O_ACCMODE | O_PATH)) == O_RDONLY) files_.push_back(file);
    }
  } catch (...) {
    drop();
    throw;
  }
}

// Traced from its first instruction, without an event stop of its original, as the fork server's own children are.
Tracee Snapshot::fork(const Tracee& process, pid_t pid) const {
  arch::Registers at_entry = process.registers();
  const Scratch scratch(process);
  clone_args arguments{};
  arguments.flags = CLONE_PTRACE | CLONE_UNTRACED | CLONE_PARENT | CLONE_CHILD_CLEARTID;
  arguments.child_tid = thread_id_address_;
  arguments.set_tid = scratch.address() + sizeof arguments;
  arguments.set_tid_size = 1;
  process.write(scratch.address(), arguments);
  process.write(scratch.address() + sizeof arguments, pid);
  // Who had the PID may be dead, and yet keep it for a moment.
  constexpr int kAttemptsMax = 10'000;
  long result = -EEXIST;
  for (int i = 0; i < kAttemptsMax && result == -EEXIST; ++i) {
    if (i > 0) sched_yield();
    result = process.call_first(SYS_clone3, {scratch.address(), sizeof arguments});
  }
  if (result < 0) throw std::system_error(static_cast<int>(-result), std::generic_category(), "clone3 of a snapshot");
  const Report report = process.wait_any();
  const Tracee copy(report.thread);
  if (report.stop.gone() || copy.inner_pid() != pid) throw Vanished("another process stopped in place of a new one");
  arch::rewind_call(at_entry, arch::call_number(at_entry));
  copy.set_registers(at_entry);
  copy.resume();
  if (copy.wait().kind != Stop::Kind::call) throw Vanished("a copy ended at its first instruction");
  scratch.put_back(copy);
  return copy;
}

Tracee Snapshot::copy(pid_t pid, const char* directory) const {
  const Tracee copy = fork(process_, pid);
  call(copy, SYS_setpgid, {0, 0});
  enter_directory(copy, directory);
  if (robust_list_ != 0) call(copy, SYS_set_robust_list, {robust_list_, robust_list_bytes_});
  for (const OpenFile& file : files_) {
    const Scratch scratch(copy);
    const auto at = static_cast<std::uint64_t>(file.fd);
    const auto anew = static_cast<std::uint64_t>(
        call(copy, SYS_open,
             {scratch.put(fmt::format("/proc/self/fd/{}", file.fd)), file.flags & ~std::uint64_t{O_NOFOLLOW}}));
    call(copy, SYS_dup3, {anew, at, file.flags & O_CLOEXEC});
    call(copy, SYS_close, {anew});
    call(copy, SYS_lseek, {at, file.offset, SEEK_SET});
  }
  return copy;
}

void Snapshot::drop() const {
  process_.kill();
  while (!process_.wait().gone()) process_.resume();
}

}  // namespace lockproof::tracee
