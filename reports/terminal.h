// A pseudo terminal for tests.
#pragma once

#include <string>

namespace lockproof::reports {

class Terminal {
 public:
  explicit Terminal(int columns);  // throws std::system_error
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int fd() const { return program_; }  // what a program under test writes to
  std::string take();                  // what was written since the last call

 private:
  int screen_ = -1;
  int program_ = -1;
};

}  // namespace lockproof::reports
