#include "measure/futex_partner.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <new>
#include <system_error>

namespace lockproof::measure {
namespace {

using Turn = std::atomic<std::uint32_t>;
constexpr std::uint32_t ours = 0;
constexpr std::uint32_t theirs = 1;

void give(Turn& turn, std::uint32_t to) {
  turn = to;
  syscall(SYS_futex, &turn, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void await(Turn& turn, std::uint32_t whose) {
  while (turn != whose) syscall(SYS_futex, &turn, FUTEX_WAIT, whose == ours ? theirs : ours, nullptr, nullptr, 0);
}

}  // namespace

FutexPartner::FutexPartner() {
  void* memory = mmap(nullptr, sizeof(Turn), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::system_category(), "mmap");
  turn_ = new (memory) Turn(ours);
  partner_ = fork();
  if (partner_ < 0) throw std::system_error(errno, std::system_category(), "fork");
  if (partner_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    await(*turn_, theirs);
    give(*turn_, ours);
  }
}

FutexPartner::~FutexPartner() {
  kill(partner_, SIGKILL);
  waitpid(partner_, nullptr, 0);
  munmap(turn_, sizeof(Turn));
}

void FutexPartner::round_trip() {
  give(*turn_, theirs);
  await(*turn_, ours);
}

}  // namespace lockproof::measure
