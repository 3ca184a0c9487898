// Worker processes, each with an executor and a CPU of its own, and an executor for their parent.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/executor.h"
#include "engine/shared_memory.h"

namespace lockproof::engine {

class Crew {
 public:
  // `program` is lockproof itself.
  Crew(std::string program, int jobs);

  // Forks the workers, and waits until all have returned from `work`; calls `watch` some twenty times a second
  // meanwhile. Throws what they threw: tracee::Refused, Nondeterminism, std::logic_error.
  void work(const std::function<void(Executor&, int job)>& work, const std::function<void()>& watch);

  // To all workers: finish the execution that you are at, and return.
  void stop();
  bool is_stopping() const;

  // Of the calling process, for what the workers have found. Throws tracee::Refused.
  Executor& executor();

 private:
  enum class Failure : std::int32_t { no, refused, nondeterminism, wrong };

  struct Board {
    std::atomic<bool> stop;
    std::atomic<Failure> failure;
    std::array<char, 2000> message;

    void fail(Failure what, const std::string& text);
  };

  [[noreturn]] void be_worker(int job, const std::function<void(Executor&, int job)>& work) const;
  void wait_for(std::vector<pid_t> workers, const std::function<void()>& watch) const;

  std::string program_;
  int jobs_;
  pid_t pid_;
  SharedMemory<Board> board_;
  std::unique_ptr<Executor> executor_;
};

}  // namespace lockproof::engine
