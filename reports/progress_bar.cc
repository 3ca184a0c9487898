#include "reports/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "reports/count.h"
#include "reports/duration.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

constexpr std::int64_t kRedrawNs = 100'000'000;
constexpr int kBarCells = 20;
constexpr double kNsPerSecond = 1e9;

double ratio(double part, double whole) {
  return whole <= 0 ? 0 : std::clamp(part / whole, 0.0, 1.0);
}

double fraction(const Progress& progress) {
  return std::max(ratio(static_cast<double>(progress.executions), static_cast<double>(progress.executions_max)),
                  ratio(static_cast<double>(progress.elapsed_ns), static_cast<double>(progress.elapsed_ns_max)));
}

std::string bar(double done, const Style& style) {
  const int full = static_cast<int>(done * kBarCells);
  std::string cells;
  for (int i = 0; i < kBarCells; ++i) {
    if (style.unicode) {
      cells += i < full ? "█" : "░";
    } else {
      cells += i < full ? '#' : '-';
    }
  }
  return style.unicode ? cells : fmt::format("[{}]", cells);
}

std::string rate(const Progress& progress) {
  const double seconds = static_cast<double>(progress.elapsed_ns) / kNsPerSecond;
  return count_text(static_cast<std::uint64_t>(static_cast<double>(progress.executions) / seconds)) + "/s";
}

// What the speed so far promises.
std::string time_left(const Progress& progress, double done) {
  constexpr double kHoursMax = 1000;
  const double left_s = static_cast<double>(progress.elapsed_ns) / kNsPerSecond * (1 - done) / done;
  if (left_s > kHoursMax * 3600) return fmt::format("more than {} h left", kHoursMax);
  return duration_text(left_s) + " left";
}

struct Part {
  std::string text;
  Colour colour = Colour::none;
};

bool is_usable_terminal(int fd) {
  const char* const terminal = std::getenv("TERM");
  return isatty(fd) != 0 && std::string_view(terminal == nullptr ? "" : terminal) != "dumb";
}

// What cannot be drawn is not worth an error.
void draw(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

std::string progress_line(const Progress& progress, const Style& style) {
  const double done = fraction(progress);
  const bool is_started = progress.executions > 0 && progress.elapsed_ns > 0;
  std::vector<Part> parts;
  if (done > 0) parts.push_back({fmt::format("{:3} %", static_cast<int>(done * 100))});
  if (done > 0) parts.push_back({bar(done, style), Colour::green});
  parts.push_back({count_text(progress.executions, "execution")});
  if (progress.parts_max > 0) parts.push_back({fmt::format("{} of {} parts", progress.parts, progress.parts_max)});
  if (progress.violations > 0) parts.push_back({count_text(progress.violations, "violation"), Colour::red});
  if (is_started) parts.push_back({rate(progress)});
  if (done > 0) parts.push_back({time_left(progress, done)});
  if (is_started && progress.unseen) parts.push_back({fmt::format("{:.0f} % new", 100 * *progress.unseen)});
  if (!progress.doing.empty()) parts.push_back({printable(progress.doing), Colour::faint});

  std::string line;
  int used = 0;
  for (const Part& part : parts) {
    const int gap = line.empty() ? 0 : 2;
    const int needed = gap + width(part.text);
    if (style.columns > 0 && used + needed > style.columns) break;
    line.append(static_cast<std::size_t>(gap), ' ').append(painted(part.text, part.colour, style));
    used += needed;
  }
  return line;
}

ProgressBar::ProgressBar(int fd) : fd_(fd), is_terminal_(is_usable_terminal(fd)) {}

ProgressBar::~ProgressBar() {
  erase();
}

void ProgressBar::update(const Progress& progress) {
  if (!is_terminal_) return;
  if (last_drawn_ns_ && progress.elapsed_ns - *last_drawn_ns_ < kRedrawNs) return;
  last_drawn_ns_ = progress.elapsed_ns;
  is_drawn_ = true;
  // The width may have changed meanwhile. The last column stays free: terminals differ in what they do there.
  Style style = style_from_environment(fd_);
  --style.columns;
  draw(fd_, fmt::format("\r{}\x1b[K", progress_line(progress, style)));
}

void ProgressBar::erase() {
  if (is_drawn_) draw(fd_, "\r\x1b[K");
  is_drawn_ = false;
  last_drawn_ns_.reset();
}

}  // namespace lockproof::reports
