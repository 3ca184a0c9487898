#include "measure/stressed_program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "explore/split_mix.h"
#include "measure/clock.h"
#include "measure/futex_wait.h"

namespace lockproof::measure {
namespace {

StressBoard* the_board = nullptr;  // of this process; what notes is called through the C library

std::int64_t below(explore::SplitMix& random, std::int64_t bound) {
  return bound <= 0 ? 0 : static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound)));
}

struct Strike {
  std::int64_t at_ns;
  int signal;  // SIGKILL, SIGSTOP with its SIGCONT later, or what the scenario sends
  std::int64_t pause_ns;
};

// Waits for the others, and strikes them.
class Minder {
 public:
  Minder(StressBoard& board, const FaultBudget& faults, int actors)
      : board_(board), actors_(actors), random_(board.seed), start_ns_(now_ns()) {
    for (const KillFault& kill : faults.kills) add(kill.count, SIGKILL, 0);
    for (const SignalFault& signal : faults.signals) add(signal.count, signal.number, 0);
    for (const PauseFault& pause : faults.pauses) add(pause.count, SIGSTOP, pause.duration.count());
    std::ranges::sort(strikes_, {}, &Strike::at_ns);
  }

  void mind() {
    for (const Strike& strike : strikes_)
      if (wait_until(start_ns_ + strike.at_ns)) perform(strike);
    wait_until(start_ns_ + board_.patience_ns);
    for (int actor = 0; actor < actors_; ++actor) {
      if (board_.over[static_cast<std::size_t>(actor)]) continue;
      const pid_t pid = board_.pids[static_cast<std::size_t>(actor)];
      if (pid == 0 || kill(pid, 0) == 0)
        board_.hung = true;
      else
        note(StressNote::Kind::vanished, pid);
    }
    if (getppid() == 1) kill(-1, SIGKILL);  // everybody but this process and its parent, the first one of the namespace
  }

 private:
  void add(std::uint32_t count, int signal, std::int64_t pause_ns) {
    for (std::uint32_t i = 0; i < count; ++i) strikes_.push_back({below(random_, board_.horizon_ns), signal, pause_ns});
  }

  // False if all are over before.
  bool wait_until(std::int64_t time_ns) {
    for (;;) {
      const std::uint32_t running = board_.running;
      const std::int64_t left_ns = time_ns - now_ns();
      if (running == 0) return false;
      if (left_ns <= 0) return true;
      const timespec longest = to_timespec(left_ns);
      futex_wait(board_.running, running, &longest);
    }
  }

  void note(StressNote::Kind kind, pid_t pid) {
    StressNote& note = board_.next_note();
    note.pid = note.group = pid;
    note.kind = kind;
  }

  void perform(const Strike& strike) {
    const auto actor = static_cast<std::size_t>(below(random_, actors_));
    while (board_.pids[actor] == 0) sleep_until(now_ns() + 20'000);
    const pid_t pid = board_.pids[actor];
    if (strike.signal == SIGKILL) {
      if (board_.over[actor].exchange(true)) return;
      note(StressNote::Kind::killed, pid);  // before it happens: then what others do afterwards is later in the notes
      kill(pid, SIGKILL);
      --board_.running;
      return;
    }
    if (board_.over[actor]) return;
    kill(pid, strike.signal);
    if (strike.signal != SIGSTOP) return;
    wait_until(now_ns() + strike.pause_ns);
    kill(pid, SIGCONT);
  }

  StressBoard& board_;
  int actors_;
  explore::SplitMix random_;
  std::int64_t start_ns_;
  std::vector<Strike> strikes_;
};

class StressedProgram : public tracee::Program {
 public:
  StressedProgram(tracee::Program& actors, const engine::Catalog& catalog, StressBoard& board)
      : actors_(actors), catalog_(catalog), board_(board) {}

  void prepare(std::string_view play) override {
    the_board = nullptr;  // what is laid out says nothing
    actors_.prepare(play);
    the_board = &board_;
    const std::uint32_t used = std::min<std::uint32_t>(board_.note_count, StressBoard::kNotesMax);
    std::fill_n(board_.notes.begin(), used, StressNote{});
    board_.note_count = 0;
    board_.hung = false;
    for (auto& pid : board_.pids) pid = 0;
    for (auto& over : board_.over) over = false;
  }

  int act(std::string_view play, int index, int count) override {
    if (index == count) {
      Minder(board_, catalog_.find_scenario(play.substr(0, play.find('\n')))->faults, count - 1).mind();
      return 0;
    }
    const auto self = static_cast<std::size_t>(index - 1);
    board_.pids[self] = getpid();
    sleep_at_mark();
    const int status = act_as(play, index, count - 1);
    if (board_.over[self].exchange(true)) return status;
    for (int fd = 3; fd < 64; ++fd)
      if (fcntl(fd, F_GETFD) >= 0) note_on_board(StressNote::Kind::open, "", 0, fd);
    note_on_board(StressNote::Kind::exit, "", 0, status);
    --board_.running;
    futex_wake_all(board_.running);
    return status;
  }

 private:
  // Its exceptions end an actor with the status that the fork server would give it.
  int act_as(std::string_view play, int index, int count) {
    try {
      return actors_.act(play, index, count);
    } catch (const std::exception& error) {
      dprintf(STDERR_FILENO, "actor %d: %s\n", index, error.what());
      return 125;
    }
  }

  tracee::Program& actors_;
  const engine::Catalog& catalog_;
  StressBoard& board_;
};

}  // namespace

StressBoard& map_board(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::system_category(), file.string());
  void* memory = mmap(nullptr, sizeof(StressBoard), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::system_category(), "mmap");
  return *static_cast<StressBoard*>(memory);
}

void note_on_board(StressNote::Kind kind, const char* text, std::size_t size, int value) {
  if (the_board == nullptr) return;
  StressNote& note = the_board->next_note();
  const std::size_t length = std::min(size, note.text.size() - 1);
  std::memcpy(note.text.data(), text, length);
  note.text[length] = '\0';
  note.pid = getpid();
  note.group = getpgrp();
  note.value = value;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  note.kind = kind;
}

void sleep_at_mark() {
  if (the_board == nullptr || the_board->sleep_ns_max == 0) return;
  explore::SplitMix random(the_board->seed ^ static_cast<std::uint64_t>(now_ns()) * 64 ^
                           static_cast<std::uint64_t>(getpid()));
  sleep_until(now_ns() + below(random, the_board->sleep_ns_max));
}

std::unique_ptr<tracee::Program> make_stressed_program(tracee::Program& actors, const engine::Catalog& catalog,
                                                       StressBoard& board) {
  return std::make_unique<StressedProgram>(actors, catalog, board);
}

}  // namespace lockproof::measure
