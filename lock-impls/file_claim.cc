#include "lock-impls/file_claim.h"

#include <fcntl.h>

#include <cerrno>

#include "lock-impls/missing_parents.h"
#include "lock-impls/owner_record.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {

std::optional<Claim::Made> FileClaim::make() {
  Descriptor file(with_parents(
      options_.path, [&] { return ::open(options_.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
  if (file) {
    return Made{std::move(file)};
  }
  if (errno == EEXIST) {
    return std::nullopt;
  }
  throw_errno("open", options_.path);
}

Descriptor FileClaim::open() {
  // O_NOFOLLOW: a symbolic link is no claim, and one that leads nowhere would exist and be missing for ever.
  Descriptor file(::open(options_.path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno != ENOENT) {
    throw_errno("open", options_.path);
  }
  return file;
}

void FileClaim::remove() {
  unlink(options_.path.c_str());
}

void FileClaim::record_owner(int file) {
  if (!write_owner_record(file) && options_.log) {
    options_.log("cannot write the owner to " + options_.path.string());
  }
}

std::string FileClaim::holder(int file) {
  return read_owner_record(file);
}

}  // namespace lockproof::locks
