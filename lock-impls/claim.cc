#include "lock-impls/claim.h"

#include <utility>

#include "lock-impls/announcement.h"

namespace lockproof::locks {

ClaimLock::~ClaimLock() {
  if (file_) {
    release();
  }
}

bool ClaimLock::acquire() {
  Wait wait(options_, watch_);
  for (;;) {
    std::optional<Claim::Made> made = claim_->make();
    Descriptor file = made ? std::move(made->file) : claim_->open();
    if (!file) {
      continue;  // its owner has removed it
    }
    const auto holder = [&] { return claim_->holder(file.get()); };
    const bool flocked = made && made->flocked;
    is_announced_ = false;
    const Flock result = flocked ? Flock::taken : take(file.get(), wait, holder);
    if (result == Flock::busy || (result == Flock::unsupported && !made)) {
      wait.begin(holder);
      file.reset();  // a directory tells that it is gone when nobody has it open
      if (!wait.back_off()) {
        return false;
      }
      continue;
    }
    if (result == Flock::unsupported && options_.log) {
      options_.log("no flock(2) at " + options_.path.string() + ": if this process dies, remove it by hand");
    }
    if (result == Flock::taken && !flocked && !names(options_.path, file.get())) {
      drop_flock(file.get(), options_);
      continue;
    }
    if (!flocked) {
      claim_->record_owner(file.get());
    }
    file_ = std::move(file);
    owner_ = getpid();
    wait.end();
    return true;
  }
}

void ClaimLock::release() {
  if (owner_ == getpid()) {
    if (std::exchange(is_announced_, false)) {
      withdraw(file_.get(), options_);
    }
    // First the claim, then the flock: those who wait for the flock must find that the claim is gone. Or that it is
    // not: then the next of them has it.
    if (!is_awaited(file_.get(), options_)) {
      claim_->remove();
    }
    drop_flock(file_.get(), options_);
  }
  file_.reset();
}

Flock ClaimLock::take(int fd, Wait& wait, const std::function<std::string()>& holder) {
  const Flock result = try_flock(fd, options_.path);
  if (wait.limited() || result != Flock::busy) {
    return result;
  }
  wait.begin(holder);
  announce(fd, options_);
  is_announced_ = true;
  await_flock(fd, options_.path);
  return Flock::taken;
}

Contract claim_contract() {
  return {.survives_lost_locks = false,
          .survives_stale_attributes = false,
          .may_stay = {},
          .may_stay_after_kill = {"{lock}"}};
}

}  // namespace lockproof::locks
