// The LockInfo::make of a lock whose constructor needs nothing but the options.
#pragma once

#include <memory>

#include "lockproof/lock.h"

namespace lockproof::locks {

template <typename Implementation>
std::unique_ptr<Lock> make_lock(const LockOptions& options) {
  return std::make_unique<Implementation>(options);
}

}  // namespace lockproof::locks
