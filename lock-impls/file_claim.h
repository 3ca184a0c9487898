// A claim that is a file, made by an exclusive create.
#pragma once

#include "lock-impls/claim.h"

namespace lockproof::locks {

class FileClaim : public Claim {
 public:
  explicit FileClaim(const LockOptions& options) : options_(options) {}

  // A reader can find the file empty: the owner's record is written when the flock is held.
  std::optional<Made> make() override;
  Descriptor open() override;
  void remove() override;

  // The record only informs, so a full disk is no reason to fail: it is logged.
  void record_owner(int file) override;
  std::string holder(int file) override;

 protected:
  const LockOptions options_;
};

}  // namespace lockproof::locks
