#include "lock-impls/claim.h"

#include "lock-impls/flock_call.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {

ClaimLock::~ClaimLock() {
  if (file_) {
    release();
  }
}

bool ClaimLock::acquire() {
  Wait wait(options_);
  for (;;) {
    std::optional<Claim::Made> made = claim_->make();
    Descriptor file = made ? std::move(made->file) : claim_->open();
    if (!file) {
      continue;  // its owner has removed it
    }
    const auto holder = [&] { return claim_->holder(file.get()); };
    const bool flocked = made && made->flocked;
    const Flock result = flocked ? Flock::taken : take_flock(file.get(), options_.path, wait, holder);
    if (result == Flock::busy) {
      return false;
    }
    if (result == Flock::unsupported && !made) {
      wait.begin(holder);
      if (!wait.back_off()) {
        return false;
      }
      continue;
    }
    if (result == Flock::unsupported && options_.log) {
      options_.log("no flock(2) at " + options_.path.string() + ": if this process dies, remove it by hand");
    }
    if (result == Flock::taken && !flocked && !names(options_.path, file.get())) {
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
    // First the claim, then the flock: those who wait for the flock must find that the claim is gone.
    claim_->remove();
    drop_flock(file_.get(), options_);
  }
  file_.reset();
}

Contract claim_contract() {
  return {.survives_lost_locks = false,
          .survives_stale_attributes = false,
          .may_stay = {},
          .may_stay_after_kill = {"{lock}"}};
}

}  // namespace lockproof::locks
