#include "engine/shrinker.h"

#include <algorithm>
#include <utility>

#include "explore/fault_budget.h"

namespace lockproof::engine {
namespace {

using model::Choice;

// A stretch of choices of one actor.
struct Block {
  std::uint16_t actor = 0;
  Choices choices;
};

bool continues(const Choice& last, const Choice& next) {
  return last.kind == Choice::Kind::run && next.kind == Choice::Kind::run && last.actor == next.actor;
}

std::vector<Block> blocks_of(const Choices& choices) {
  std::vector<Block> blocks;
  for (const Choice& choice : choices) {
    if (blocks.empty() || !continues(blocks.back().choices.back(), choice)) blocks.push_back({choice.actor, {}});
    blocks.back().choices.push_back(choice);
  }
  return blocks;
}

Choices joined(const std::vector<Block>& blocks) {
  Choices choices;
  for (const Block& block : blocks) choices.insert(choices.end(), block.choices.begin(), block.choices.end());
  return choices;
}

class Shrinker {
 public:
  Shrinker(Choices choices, const Attempt& attempt, std::size_t attempts_max)
      : best_(std::move(choices)), attempt_(attempt), attempts_max_(attempts_max) {}

  Shrunk run() {
    for (bool better = true; better && attempts_ < attempts_max_;) {
      better = drop_faults();
      better |= drop_actors();
      better |= drop_blocks();
      better |= join_blocks();
      better |= drop_steps();
    }
    return {.choices = best_, .attempts = attempts_, .is_minimal = attempts_ < attempts_max_};
  }

 private:
  bool try_out(const Choices& candidate) {
    if (attempts_ >= attempts_max_) return false;
    ++attempts_;
    auto made = attempt_(candidate);
    if (!made || size_of(*made) >= size_of(best_)) return false;
    best_ = *std::move(made);
    return true;
  }

  Choices without(std::size_t first, std::size_t count) const {
    Choices candidate = best_;
    const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(first);
    candidate.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return candidate;
  }

  bool drop_faults() {
    bool better = false;
    for (std::size_t i = best_.size(); i-- > 0;)
      if (i < best_.size() && explore::is_fault(best_[i])) better |= try_out(without(i, 1));
    return better;
  }

  bool drop_actors() {
    bool better = false;
    std::vector<std::uint16_t> actors;
    for (const Choice& choice : best_)
      if (std::ranges::find(actors, choice.actor) == actors.end()) actors.push_back(choice.actor);
    for (const std::uint16_t actor : actors) {
      Choices candidate = best_;
      std::erase_if(candidate,
                    [&](const Choice& choice) { return choice.actor == actor && choice.kind != Choice::Kind::clock; });
      better |= try_out(candidate);
    }
    return better;
  }

  // In ever smaller stretches.
  bool drop_blocks() {
    bool better = false;
    for (std::size_t count = blocks_of(best_).size() / 2; count > 0; count /= 2)
      for (std::size_t first = 0;;) {
        std::vector<Block> blocks = blocks_of(best_);
        if (first + count > blocks.size() || attempts_ >= attempts_max_) break;
        const auto begin = blocks.begin() + static_cast<std::ptrdiff_t>(first);
        blocks.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
        if (try_out(joined(blocks)))
          better = true;
        else
          first += count;
      }
    return better;
  }

  // What an actor does later is done right after what it did before.
  bool join_blocks() {
    bool better = false;
    for (std::size_t i = 1;; ++i) {
      std::vector<Block> blocks = blocks_of(best_);
      if (i >= blocks.size() || attempts_ >= attempts_max_) return better;
      std::size_t earlier = i;
      while (earlier-- > 0 && !continues(blocks[earlier].choices.back(), blocks[i].choices.front())) {
      }
      if (earlier + 1 >= i) continue;  // none (wrapped around), or next to it
      Block moved = std::move(blocks[i]);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(i));
      blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(earlier + 1), std::move(moved));
      if (try_out(joined(blocks))) {
        better = true;
        --i;
      }
    }
  }

  bool drop_steps() {
    bool better = false;
    for (std::size_t i = 0; i < best_.size() && attempts_ < attempts_max_;)
      if (try_out(without(i, 1)))
        better = true;
      else
        ++i;
    return better;
  }

  Choices best_;
  const Attempt& attempt_;
  std::size_t attempts_max_;
  std::size_t attempts_ = 0;
};

}  // namespace

ScheduleSize size_of(const Choices& choices) {
  ScheduleSize size{.faults = 0, .switches = 0, .steps = choices.size()};
  const Choice* last = nullptr;
  for (const Choice& choice : choices) {
    if (explore::is_fault(choice)) {
      ++size.faults;
    } else if (choice.kind == Choice::Kind::run) {
      if (last != nullptr && last->actor != choice.actor) ++size.switches;
      last = &choice;
    }
  }
  return size;
}

Shrunk shrink(const Choices& choices, const Attempt& attempt, std::size_t attempts_max) {
  return Shrinker(choices, attempt, attempts_max).run();
}

}  // namespace lockproof::engine
