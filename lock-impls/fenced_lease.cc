#include "lock-impls/fenced_lease.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "lock-impls/file_age.h"
#include "lock-impls/guard.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/owner_record.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

// Always as long as the largest number: who dies or finds the disk full while it overwrites a token leaves one that is
// not smaller. Only the first one can be cut, and that one nobody has yet.
constexpr int kTokenDigits = 20;

}  // namespace

FencedLease::FencedLease(const LockOptions& options, const LeaseTerms& terms)
    : options_(options), terms_(terms), fence_path_(options.path.string() + ".fence") {
  options_.time_out = options_.time_out.value_or(terms.retry_ceiling);
}

FencedLease::~FencedLease() {
  if (fence_) {
    FencedLease::release();
  }
}

bool FencedLease::acquire() {
  Wait wait(options_, watch_);
  Descriptor fence(
      with_parents(fence_path_, [&] { return open(fence_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); }));
  if (!fence) {
    throw_errno("open", fence_path_);
  }
  while (!claim(fence.get())) {
    wait.begin([this] { return holder(); });
    if (!wait.back_off(terms_.poll_max)) {
      return false;
    }
  }
  fence_ = std::move(fence);
  owner_ = getpid();
  wait.end();
  return true;
}

void FencedLease::release() {
  if (owner_ == getpid() && !remove_own()) {
    log_errno(options_, "cannot release", "; one more try");
    remove_own();
  }
  fence_.reset();
}

bool FencedLease::remove_own() {
  const Guard guard(fence_.get(), options_);
  if (!guard) {
    return false;
  }
  if (read_token(fence_.get()) == token_) {
    unlink(options_.path.c_str());
  }
  return true;
}

bool FencedLease::keep_alive() {
  const Guard guard(fence_.get(), options_);
  if (!guard) {
    throw_errno("flock", fence_path_);
  }
  if (read_token(fence_.get()) != token_) {
    return false;
  }
  if (utimensat(AT_FDCWD, options_.path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW) != 0) {
    throw_errno("utimensat", options_.path);
  }
  return true;
}

bool FencedLease::claim(int fence) {
  const Guard guard(fence, options_);
  if (!guard) {
    throw_errno("flock", fence_path_);
  }
  if (!is_free()) {
    return false;
  }
  // First the token: from here on a late holder knows that it has lost the lease, even if this process dies now.
  const std::uint64_t token = token_after(read_token(fence));
  write_token(fence, token);
  write_claim();
  token_ = token;
  return true;
}

bool FencedLease::is_free() const {
  struct stat status {};
  if (lstat(options_.path.c_str(), &status) == 0) {
    return is_older(status, terms_.stale_age);
  }
  if (errno == ENOENT) {
    return true;
  }
  throw_errno("lstat", options_.path);
}

// By the clock of the file server, which all share.
void FencedLease::write_claim() const {
  const Descriptor file(open(options_.path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file) {
    throw_errno("open", options_.path);
  }
  if (!write_owner_record(file.get()) && options_.log) {
    options_.log("cannot write the owner to " + options_.path.string());
  }
  if (futimens(file.get(), nullptr) != 0) {
    const int error = errno;
    unlink(options_.path.c_str());
    errno = error;
    throw_errno("futimens", options_.path);
  }
}

std::uint64_t FencedLease::read_token(int fence) const {
  std::array<char, kTokenDigits + 1> text{};
  const ssize_t size = pread(fence, text.data(), kTokenDigits, 0);
  if (size < 0) {
    throw_errno("pread", fence_path_);
  }
  unsigned long long token = 0;
  const bool is_cut_first = size < kTokenDigits && std::strspn(text.data(), "0") == static_cast<std::size_t>(size);
  if (!is_cut_first && (size != kTokenDigits || std::sscanf(text.data(), "%llu", &token) != 1)) {
    errno = EBADMSG;
    throw_errno("pread", fence_path_);
  }
  return token;
}

void FencedLease::write_token(int fence, std::uint64_t token) const {
  std::array<char, kTokenDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%0*llu", kTokenDigits, static_cast<unsigned long long>(token));
  const ssize_t size = pwrite(fence, text.data(), kTokenDigits, 0);
  if (size == kTokenDigits) {
    return;
  }
  errno = size < 0 ? errno : ENOSPC;
  throw_errno("pwrite", fence_path_);
}

std::string FencedLease::holder() const {
  const Descriptor file(open(options_.path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return file ? read_owner_record(file.get()) : "somebody";
}

const LockInfo fenced_lease_lock{
    .name = "fenced_lease",
    .summary = "a lease whose holder has a growing token; stale after 300 s, waiters give up after 360 s",
    .contract =
        [] {
          Contract contract = lease_contract();
          contract.survives_lost_locks = false;  // the guard of the token is one
          // A waiter that is stopped while it has the guard keeps the holder from its next sign of life, and the holder
          // may be stopped after that.
          contract.pause_max = LeaseTerms().pause_max() / 2;
          contract.gives_tokens = true;
          contract.may_stay = {"{lock}.fence"};
          return contract;
        }(),
    .make = make_lock<FencedLease>,
};

}  // namespace lockproof::locks
