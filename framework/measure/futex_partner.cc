#include "measure/futex_partner.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "measure/futex_wait.h"

namespace lockproof::measure {
namespace {

using Turn = std::atomic<std::uint32_t>;
constexpr std::uint32_t kOurs = 0;
constexpr std::uint32_t kTheirs = 1;

void give(Turn& turn, std::uint32_t to) {
  turn = to;
  futex_wake_all(turn);
}

void await(Turn& turn, std::uint32_t whose) {
  while (turn != whose) futex_wait(turn, whose == kOurs ? kTheirs : kOurs);
}

}  // namespace

FutexPartner::FutexPartner() : partner_(fork()) {
  if (partner_ < 0) throw std::system_error(errno, std::system_category(), "fork");
  if (partner_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    await(*turn_, kTheirs);
    give(*turn_, kOurs);
  }
}

FutexPartner::~FutexPartner() {
  kill(partner_, SIGKILL);
  while (waitpid(partner_, nullptr, 0) < 0 && errno == EINTR) {  // the watchdog's signal may come while it waits
  }
}

void FutexPartner::round_trip() {
  give(*turn_, kTheirs);
  await(*turn_, kOurs);
}

}  // namespace lockproof::measure
