// The names of flags, commands and signals in the arguments of system calls.
#pragma once

#include <cstdint>
#include <string>

namespace lockproof::model {

// What a number in an operation means.
enum class FlagFamily : std::uint8_t {
  open,    // open(2): O_RDWR|O_CREAT
  flock,   // flock(2): LOCK_EX|LOCK_NB
  fcntl,   // fcntl(2), a command: F_SETLK
  access,  // access(2): F_OK, R_OK|W_OK
  at,      // AT_* of unlinkat, linkat, fstatat...: AT_REMOVEDIR
  rename,  // renameat2(2): RENAME_NOREPLACE
  map,     // mmap(2): MAP_SHARED|MAP_ANONYMOUS
  whence,  // lseek(2): SEEK_SET
  futex,   // futex(2), an operation: FUTEX_WAIT|FUTEX_PRIVATE_FLAG
  signal,  // SIGKILL; 0 is 0
  mode,    // file permissions: 0644
};

// As strace writes it. Bits without a name follow in hexadecimal: O_RDWR|0x80000000.
std::string flags_text(FlagFamily family, std::uint64_t flags);

}  // namespace lockproof::model
