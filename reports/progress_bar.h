// How far a campaign is: one line on a terminal that rewrites itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reports/style.h"

namespace lockproof::reports {

struct Progress {
  std::uint64_t executions = 0;
  std::uint64_t executions_max = 0;  // 0 if only the time limits the campaign
  std::uint64_t parts = 0;           // of exhaustive searches
  std::uint64_t parts_max = 0;       // ... that are known; 0: none
  std::uint64_t violations = 0;      // unexpected ones
  std::optional<double> unseen{};    // chance that the next execution is of a class not met yet
  std::int64_t elapsed_ns = 0;       // wall time
  std::int64_t elapsed_ns_max = 0;   // 0 if only the number of executions limits the campaign
  std::string doing;                 // "flock in handover"
};

// " 42 %  [########------------]  4,200 executions  1,623/s  3.6 s left  62 % new  flock in handover". Of two limits,
// the nearer one counts. Never wider than style.columns; what does not fit is left out from the right.
std::string progress_line(const Progress& progress, const Style& style);

// Draws progress_line on a terminal; does nothing on anything else, or with TERM=dumb. One thread.
class ProgressBar {
 public:
  explicit ProgressBar(int fd);  // `fd`, usually standard error, stays open for the object's life
  ~ProgressBar();                // erases the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Draws at most 10 times a second, by elapsed_ns.
  void update(const Progress& progress);

  // Makes room for other output. The next update draws again.
  void erase();

 private:
  int fd_;
  bool is_terminal_;
  bool is_drawn_ = false;
  std::optional<std::int64_t> last_drawn_ns_;
};

}  // namespace lockproof::reports
