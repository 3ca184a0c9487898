// Several strategies in turn, since each is good at what others are bad at: execution i is made by one of them, chosen
// by i alone, and each draws numbers of its own. Execution 0 is a random walk, and teaches those who learn from a
// profile run.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "explore/strategy.h"

namespace lockproof::explore {

class Portfolio : public Strategy {
 public:
  explicit Portfolio(std::uint64_t seed);

  std::uint64_t profile_runs() const override { return 1; }
  void begin(std::uint64_t execution) override;
  void look(std::span<const model::Operation* const> pending) override { current_->look(pending); }
  void watch(const model::Trace& so_far) override { current_->watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override { return current_->choose(choices); }
  void finish(const model::Trace& trace) override;

  // The strategy whose turn it is, by name.
  static std::string_view maker(std::uint64_t execution);

 private:
  std::vector<std::unique_ptr<Strategy>> members_;  // in the order of their turns
  std::uint64_t execution_ = 0;
  Strategy* current_ = nullptr;
};

}  // namespace lockproof::explore
