#include "reports/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace lockproof::reports {

Terminal::Terminal(int columns) : screen_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
  std::array<char, 64> name{};
  winsize window{};
  window.ws_col = static_cast<unsigned short>(columns);
  const bool is_open = screen_ >= 0 && grantpt(screen_) == 0 && unlockpt(screen_) == 0 &&
                       ptsname_r(screen_, name.data(), name.size()) == 0 &&
                       (program_ = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0 &&
                       ioctl(program_, TIOCSWINSZ, &window) == 0;
  if (!is_open) throw std::system_error(errno, std::generic_category(), "cannot open a pseudo terminal");
}

Terminal::~Terminal() {
  close(program_);
  close(screen_);
}

std::string Terminal::take() {
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t count = 0; (count = read(screen_, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace lockproof::reports
