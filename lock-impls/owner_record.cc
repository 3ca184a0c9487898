#include "lock-impls/owner_record.h"

#include <fcntl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

namespace lockproof::locks {
namespace {

// Not by gmtime(3), which opens the time zone file.
std::string utc_text(long long unix_time_s) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_time_s)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace

bool write_owner_record(int file) {
  utsname host{};
  uname(&host);
  std::array<char, 128> line{};
  const int size = std::snprintf(line.data(), line.size(), "%d %s %lld\n", static_cast<int>(getpid()), host.nodename,
                                 static_cast<long long>(time(nullptr)));
  return pwrite(file, line.data(), static_cast<std::size_t>(size), 0) == size;
}

std::string read_owner_record(int file) {
  std::array<char, 128> line{};
  if (pread(file, line.data(), line.size() - 1, 0) <= 0) {
    return "somebody";
  }
  int pid = 0;
  std::array<char, 65> host{};
  long long unix_time_s = 0;
  if (std::sscanf(line.data(), "%d %64s %lld", &pid, host.data(), &unix_time_s) != 3) {
    return "somebody";
  }
  return "pid " + std::to_string(pid) + " on " + host.data() + " since " + utc_text(unix_time_s);
}

}  // namespace lockproof::locks
