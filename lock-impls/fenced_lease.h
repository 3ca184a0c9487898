// A lease whose holder has a fencing token: a number that grows with every acquire(). A resource that remembers the
// largest token it has seen, and refuses smaller ones, is safe from a holder that lost the lease without noticing.
//
// PATH is the claim: its mtime is the last sign of life, its text names the owner. PATH.fence stays. It has the token
// of the latest holder, and its flock(2) is held by whoever reads and changes the two files.
//
// Known limits. As for every lease, a holder that was silent for longer than the stale age can lose it, and then two
// are inside until its next keep_alive(): that is what the token is for. Nobody may remove PATH.fence, or tokens start
// over.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/mkdir_lease.h"
#include "lock-impls/watch.h"
#include "lockproof/locks.h"

namespace lockproof::locks {

class FencedLease : public Lock {
 public:
  explicit FencedLease(const LockOptions& options, const LeaseTerms& terms = {});
  ~FencedLease() override;

  bool acquire() override;
  void release() override;

  // False if another process was given a token since. Throws std::system_error.
  bool keep_alive() override;

  std::uint64_t token() const override { return token_; }

 protected:
  virtual std::uint64_t token_after(std::uint64_t last) const { return last + 1; }

 private:
  // Removes the claim unless somebody else has it by now. False, with errno, if the guard cannot be had.
  bool remove_own();
  bool claim(int fence);
  bool is_free() const;
  void write_claim() const;
  std::uint64_t read_token(int fence) const;
  void write_token(int fence, std::uint64_t token) const;
  std::string holder() const;

  LockOptions options_;
  const LeaseTerms terms_;
  const std::filesystem::path fence_path_;
  Descriptor fence_;
  Watch watch_;
  std::uint64_t token_ = 0;
  pid_t owner_ = 0;
};

}  // namespace lockproof::locks
