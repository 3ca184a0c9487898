#include "model/flag_names.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <span>
#include <string_view>

namespace lockproof::model {
namespace {

// A flag is there if `flags & mask == value`. For a single bit the mask is the value. A flag whose value is 0 is
// the first of its family.
struct FlagName {
  std::uint64_t value;
  std::string_view name;
  std::uint64_t mask = value;
};

// Traces hold the x86-64 values, which differ from those of other processors. O_SYNC contains O_DSYNC and O_TMPFILE
// contains O_DIRECTORY: the larger comes first.
constexpr FlagName kOpen[] = {
    {00, "O_RDONLY", 03},    {01, "O_WRONLY", 03},     {02, "O_RDWR", 03},       {0100, "O_CREAT"},
    {0200, "O_EXCL"},        {0400, "O_NOCTTY"},       {01000, "O_TRUNC"},       {02000, "O_APPEND"},
    {04000, "O_NONBLOCK"},   {04010000, "O_SYNC"},     {010000, "O_DSYNC"},      {020000, "O_ASYNC"},
    {040000, "O_DIRECT"},    {0100000, "O_LARGEFILE"}, {020200000, "O_TMPFILE"}, {0200000, "O_DIRECTORY"},
    {0400000, "O_NOFOLLOW"}, {01000000, "O_NOATIME"},  {02000000, "O_CLOEXEC"},  {010000000, "O_PATH"},
};
constexpr FlagName kFlock[] = {{LOCK_SH, "LOCK_SH"}, {LOCK_EX, "LOCK_EX"}, {LOCK_UN, "LOCK_UN"}, {LOCK_NB, "LOCK_NB"}};

constexpr std::uint64_t kWhole = ~std::uint64_t{0};
constexpr FlagName kFcntl[] = {
    {F_DUPFD, "F_DUPFD", kWhole},           {F_GETFD, "F_GETFD", kWhole},
    {F_SETFD, "F_SETFD", kWhole},           {F_GETFL, "F_GETFL", kWhole},
    {F_SETFL, "F_SETFL", kWhole},           {F_GETLK, "F_GETLK", kWhole},
    {F_SETLK, "F_SETLK", kWhole},           {F_SETLKW, "F_SETLKW", kWhole},
    {F_SETOWN, "F_SETOWN", kWhole},         {F_GETOWN, "F_GETOWN", kWhole},
    {F_OFD_GETLK, "F_OFD_GETLK", kWhole},   {F_OFD_SETLK, "F_OFD_SETLK", kWhole},
    {F_OFD_SETLKW, "F_OFD_SETLKW", kWhole}, {F_SETLEASE, "F_SETLEASE", kWhole},
    {F_GETLEASE, "F_GETLEASE", kWhole},     {F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC", kWhole},
    {F_SETPIPE_SZ, "F_SETPIPE_SZ", kWhole}, {F_GETPIPE_SZ, "F_GETPIPE_SZ", kWhole},
    {F_ADD_SEALS, "F_ADD_SEALS", kWhole},   {F_GET_SEALS, "F_GET_SEALS", kWhole},
};
constexpr FlagName kAccess[] = {{F_OK, "F_OK", kWhole}, {R_OK, "R_OK"}, {W_OK, "W_OK"}, {X_OK, "X_OK"}};

// 0x200 is AT_REMOVEDIR for unlinkat and AT_EACCESS for faccessat: locks use the former.
constexpr FlagName kAt[] = {
    {AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW"},
    {AT_REMOVEDIR, "AT_REMOVEDIR"},
    {AT_SYMLINK_FOLLOW, "AT_SYMLINK_FOLLOW"},
    {AT_NO_AUTOMOUNT, "AT_NO_AUTOMOUNT"},
    {AT_EMPTY_PATH, "AT_EMPTY_PATH"},
};
constexpr FlagName kRename[] = {
    {RENAME_NOREPLACE, "RENAME_NOREPLACE"}, {RENAME_EXCHANGE, "RENAME_EXCHANGE"}, {RENAME_WHITEOUT, "RENAME_WHITEOUT"}};
constexpr FlagName kMap[] = {
    {MAP_SHARED, "MAP_SHARED", 0xf},
    {MAP_PRIVATE, "MAP_PRIVATE", 0xf},
    {MAP_SHARED_VALIDATE, "MAP_SHARED_VALIDATE", 0xf},
    {MAP_FIXED, "MAP_FIXED"},
    {MAP_ANONYMOUS, "MAP_ANONYMOUS"},
    {MAP_GROWSDOWN, "MAP_GROWSDOWN"},
    {MAP_DENYWRITE, "MAP_DENYWRITE"},
    {MAP_LOCKED, "MAP_LOCKED"},
    {MAP_NORESERVE, "MAP_NORESERVE"},
    {MAP_POPULATE, "MAP_POPULATE"},
    {MAP_NONBLOCK, "MAP_NONBLOCK"},
    {MAP_STACK, "MAP_STACK"},
    {MAP_HUGETLB, "MAP_HUGETLB"},
};
constexpr FlagName kWhence[] = {
    {SEEK_SET, "SEEK_SET", kWhole}, {SEEK_CUR, "SEEK_CUR", kWhole}, {SEEK_END, "SEEK_END", kWhole}};

constexpr std::uint64_t kFutexCommand = 0x7f;
constexpr FlagName kFutex[] = {
    {FUTEX_WAIT, "FUTEX_WAIT", kFutexCommand},
    {FUTEX_WAKE, "FUTEX_WAKE", kFutexCommand},
    {FUTEX_REQUEUE, "FUTEX_REQUEUE", kFutexCommand},
    {FUTEX_CMP_REQUEUE, "FUTEX_CMP_REQUEUE", kFutexCommand},
    {FUTEX_LOCK_PI, "FUTEX_LOCK_PI", kFutexCommand},
    {FUTEX_UNLOCK_PI, "FUTEX_UNLOCK_PI", kFutexCommand},
    {FUTEX_WAIT_BITSET, "FUTEX_WAIT_BITSET", kFutexCommand},
    {FUTEX_WAKE_BITSET, "FUTEX_WAKE_BITSET", kFutexCommand},
    {FUTEX_PRIVATE_FLAG, "FUTEX_PRIVATE_FLAG"},
    {FUTEX_CLOCK_REALTIME, "FUTEX_CLOCK_REALTIME"},
};

std::string joined(std::span<const FlagName> names, std::uint64_t flags) {
  std::string text;
  std::uint64_t rest = flags;
  for (const FlagName& flag : names) {
    if ((rest & flag.mask) != flag.value) continue;
    if (!text.empty()) text += '|';
    text += flag.name;
    rest &= ~flag.mask;
    if (flag.mask == kWhole) return text;
  }
  if (rest != 0) fmt::format_to(std::back_inserter(text), "{}{:#x}", text.empty() ? "" : "|", rest);
  return text.empty() ? "0" : text;
}

std::string signal_text(std::uint64_t number) {
  const char* name = number < 128 ? sigabbrev_np(static_cast<int>(number)) : nullptr;
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::to_string(number);
}

}  // namespace

std::string flags_text(FlagFamily family, std::uint64_t flags) {
  switch (family) {
    case FlagFamily::open:
      return joined(kOpen, flags);
    case FlagFamily::flock:
      return joined(kFlock, flags);
    case FlagFamily::fcntl:
      return joined(kFcntl, flags);
    case FlagFamily::access:
      return joined(kAccess, flags);
    case FlagFamily::at:
      return joined(kAt, flags);
    case FlagFamily::rename:
      return joined(kRename, flags);
    case FlagFamily::map:
      return joined(kMap, flags);
    case FlagFamily::whence:
      return joined(kWhence, flags);
    case FlagFamily::futex:
      return joined(kFutex, flags);
    case FlagFamily::signal:
      return signal_text(flags);
    case FlagFamily::mode:
      return fmt::format("{:#o}", flags);
  }
  return fmt::to_string(flags);
}

}  // namespace lockproof::model
