#include "engine/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "tracee/stage.h"

namespace lockproof::engine {
namespace {

constexpr int kLockTries = 100;
constexpr int kLockTryMs = 50;

constexpr std::uint64_t kViolation = 1;
constexpr std::uint64_t kInconclusive = 2;
constexpr std::uint64_t kOrphaned = 4;
constexpr std::uint64_t kGivenUp = 8;
constexpr std::uint64_t kEndsPart = 16;
constexpr std::uint64_t kSpared = 32;
constexpr int kFlags = 6;

// A record, as it lies in the file. The first one says whose journal it is.
using Record = std::array<std::uint64_t, 7>;
constexpr std::uint64_t kMagic = 0x336c6e726a706c0a;  // "\nlpjrnl3"

std::uint64_t checksum(const Record& record, std::uint64_t campaign) {
  return XXH3_64bits_withSeed(record.data(), sizeof record - sizeof record.back(), campaign);
}

Record sealed(Record record, std::uint64_t campaign) {
  record.back() = checksum(record, campaign);
  return record;
}

Record header_of(std::uint64_t campaign, const model::Shard& shard) {
  return sealed({kMagic, campaign, shard.number, shard.of}, campaign);
}

Record record_of(const Journal::Line& line, std::uint64_t campaign) {
  const Entry& entry = line.entry;
  const std::uint64_t flags = (entry.violation ? kViolation : 0) | (entry.inconclusive ? kInconclusive : 0) |
                              (entry.orphaned ? kOrphaned : 0) | (entry.given_up ? kGivenUp : 0) |
                              (entry.ends_part ? kEndsPart : 0) | (entry.spared ? kSpared : 0);
  return sealed({line.play << kFlags | flags, line.number, entry.digest, entry.class_digest,
                 static_cast<std::uint64_t>(entry.virtual_ns), entry.steps},
                campaign);
}

std::optional<Journal::Line> line_of(const Record& record, std::uint64_t campaign) {
  if (record.back() != checksum(record, campaign)) return std::nullopt;
  return Journal::Line{.play = record[0] >> kFlags,
                       .number = record[1],
                       .entry = {.digest = record[2],
                                 .class_digest = record[3],
                                 .virtual_ns = static_cast<std::int64_t>(record[4]),
                                 .steps = static_cast<std::uint32_t>(record[5]),
                                 .done = true,
                                 .violation = (record[0] & kViolation) != 0,
                                 .inconclusive = (record[0] & kInconclusive) != 0,
                                 .orphaned = (record[0] & kOrphaned) != 0,
                                 .given_up = (record[0] & kGivenUp) != 0,
                                 .ends_part = (record[0] & kEndsPart) != 0,
                                 .spared = (record[0] & kSpared) != 0}};
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view what) {
  throw tracee::Refused(fmt::format("the journal {}: {}: {}", path.native(), what, std::strerror(errno)));
}

}  // namespace

Journal::Journal(const std::filesystem::path& path, std::uint64_t campaign, const model::Shard& shard)
    : path_(path), campaign_(campaign), fd_(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (fd_ < 0) refuse(path_, "open");
  try {
    lock();
    read(campaign, shard);
  } catch (...) {
    close(fd_);
    throw;
  }
}

Journal::~Journal() {
  close(fd_);
}

// Workers inherit the lock: as long as one of them lives, it may append.
void Journal::lock() const {
  for (int i = 0; flock(fd_, LOCK_EX | LOCK_NB) != 0; ++i) {
    if (errno != EWOULDBLOCK) refuse(path_, "flock");
    if (i == kLockTries)
      throw BadJournal(fmt::format("the journal {} is in use by another lockproof: name another one", path_.native()));
    poll(nullptr, 0, kLockTryMs);
  }
}

void Journal::read(std::uint64_t campaign, const model::Shard& shard) {
  struct stat status {};
  if (fstat(fd_, &status) != 0) refuse(path_, "fstat");
  std::vector<Record> records((static_cast<std::size_t>(status.st_size) + sizeof(Record) - 1) / sizeof(Record));
  for (std::size_t done = 0; done < static_cast<std::size_t>(status.st_size);) {
    const ssize_t size = pread(fd_, reinterpret_cast<char*>(records.data()) + done,
                               static_cast<std::size_t>(status.st_size) - done, static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) refuse(path_, "read");
    done += static_cast<std::size_t>(size);
  }
  const bool has_torn_record = static_cast<std::size_t>(status.st_size) % sizeof(Record) != 0;
  if (has_torn_record) records.pop_back();

  const Record header = header_of(campaign, shard);
  if (records.empty()) {
    // Torn already at its beginning, or somebody else's file?
    if (status.st_size > 0) {
      Record torn{};
      if (pread(fd_, torn.data(), sizeof torn, 0) != status.st_size) refuse(path_, "read");
      if (std::memcmp(torn.data(), header.data(), static_cast<std::size_t>(status.st_size)) != 0)
        throw BadJournal(fmt::format("{} is no journal of lockproof: name another file", path_.native()));
    }
    if (ftruncate(fd_, 0) != 0) refuse(path_, "ftruncate");
    if (write(fd_, header.data(), sizeof header) != sizeof header) refuse(path_, "write");
    return;
  }
  if (records.front()[0] != kMagic)
    throw BadJournal(fmt::format("{} is no journal of lockproof: name another file", path_.native()));
  if (records.front() != header)
    throw BadJournal(fmt::format(
        "{} is the journal of another campaign (other locks, scenarios, faults, executions, strategy, seed, shard or "
        "version of lockproof): name another file, or delete this one",
        path_.native()));
  const auto whole_size = static_cast<off_t>(records.size() * sizeof(Record));
  if (has_torn_record && ftruncate(fd_, whole_size) != 0) refuse(path_, "ftruncate");
  for (const Record& record : records)
    if (const auto line = line_of(record, campaign); line && &record != &records.front()) found_.push_back(*line);
}

void Journal::append(const Line& line) const {
  const Record record = record_of(line, campaign_);
  const ssize_t size = write(fd_, record.data(), sizeof record);
  if (size == sizeof record) return;
  if (size >= 0) errno = ENOSPC;
  refuse(path_, "write");
}

void Journal::sync() const {
  if (fdatasync(fd_) != 0) refuse(path_, "fdatasync");
}

void Journal::sync_if_due() {
  const auto now = std::chrono::steady_clock::now();
  if (now - synced_ <= std::chrono::seconds(1)) return;
  sync();
  synced_ = now;
}

}  // namespace lockproof::engine
