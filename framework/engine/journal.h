// What a campaign has done, in a file: a campaign that was interrupted, by SIGKILL or a power cut, goes on where it
// was.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/entry.h"
#include "model/bad_input.h"
#include "model/shard.h"

namespace lockproof::engine {

// The file cannot be the journal of this campaign; what() says why and what to do.
class BadJournal : public model::BadInput {
 public:
  using BadInput::BadInput;
};

// Records of one size, each with a checksum. The last one may be torn, and then it never was: its execution is made
// again. Processes that are forked after it was opened may append at the same time.
class Journal {
 public:
  struct Line {
    std::uint64_t play = 0;
    std::uint64_t number = 0;  // of the execution
    Entry entry;

    friend bool operator==(const Line&, const Line&) = default;
  };

  // Opens the journal of a shard of a campaign, or begins it. Waits a few seconds for the workers of a campaign that
  // has just died. Throws BadJournal, tracee::Refused if the file system refuses.
  Journal(const std::filesystem::path& path, std::uint64_t campaign, const model::Shard& shard);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  // What was there when it was opened.
  const std::vector<Line>& found() const { return found_; }

  // Survives the death of lockproof; the death of the machine only after sync(). Throw tracee::Refused.
  void append(const Line& line) const;
  void sync() const;

  // The same, but at most once in a second, which is then all that a power cut costs. For whoever has nothing to
  // append.
  void sync_if_due();

 private:
  void lock() const;
  void read(std::uint64_t campaign, const model::Shard& shard);

  std::filesystem::path path_;
  std::uint64_t campaign_;
  int fd_;
  std::vector<Line> found_;
  std::chrono::steady_clock::time_point synced_ = std::chrono::steady_clock::now();
};

}  // namespace lockproof::engine
