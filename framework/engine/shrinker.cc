#include "engine/shrinker.h"

#include <algorithm>
#include <utility>

#include "explore/fault_budget.h"

namespace lockproof::engine {
namespace {

using model::Choice;

bool continues(const Choice& last, const Choice& next) {
  return last.kind == Choice::Kind::run && next.kind == Choice::Kind::run && last.actor == next.actor;
}

// Or it came by itself.
bool is_chosen(const Made& made, std::size_t index) {
  return made.is_free[index] || explore::is_fault(made.choices[index]);
}

// Where somebody chose otherwise than that who ran last goes on: what follows by itself is no choice.
std::vector<std::size_t> deviations_of(const Made& made) {
  std::vector<std::size_t> deviations;
  const Choice* last = nullptr;
  for (std::size_t i = 0; i < made.choices.size(); ++i) {
    const Choice& choice = made.choices[i];
    const bool runs = choice.kind == Choice::Kind::run;
    if (explore::is_fault(choice) || (runs && made.is_free[i] && last != nullptr && last->actor != choice.actor))
      deviations.push_back(i);
    if (runs) last = &choice;
  }
  return deviations;
}

// How many choices it takes until all goes on by itself: who runs first is one, too.
std::size_t decided(const Made& made) {
  const std::vector<std::size_t> deviations = deviations_of(made);
  return deviations.empty() ? std::min<std::size_t>(1, made.choices.size()) : deviations.back() + 1;
}

// Stretches between two deviations.
std::vector<Choices> blocks_of(const Made& made) {
  std::vector<Choices> blocks;
  const std::vector<std::size_t> deviations = deviations_of(made);
  for (std::size_t i = 0; i < made.choices.size(); ++i) {
    const bool deviates = std::ranges::binary_search(deviations, i);
    if (blocks.empty() || deviates || explore::is_fault(blocks.back().back())) blocks.emplace_back();
    blocks.back().push_back(made.choices[i]);
  }
  return blocks;
}

Choices joined(const std::vector<Choices>& blocks) {
  Choices choices;
  for (const Choices& block : blocks) choices.insert(choices.end(), block.begin(), block.end());
  return choices;
}

class Shrinker {
 public:
  Shrinker(Made made, const Attempt& attempt, std::size_t attempts_max)
      : best_(std::move(made)), attempt_(attempt), attempts_max_(attempts_max) {}

  Shrunk run() {
    for (bool better = true; better && attempts_ < attempts_max_;) {
      better = drop_faults();
      better |= drop_actors();
      better |= drop_blocks();
      better |= join_blocks();
      better |= drop_steps();
    }
    return {.made = best_, .attempts = attempts_, .is_minimal = attempts_ < attempts_max_};
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
    Choices candidate = best_.choices;
    const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(first);
    candidate.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return candidate;
  }

  bool drop_faults() {
    bool better = false;
    for (std::size_t i = best_.choices.size(); i-- > 0;)
      if (i < best_.choices.size() && explore::is_fault(best_.choices[i])) better |= try_out(without(i, 1));
    return better;
  }

  bool drop_actors() {
    bool better = false;
    std::vector<std::uint16_t> actors;
    for (const Choice& choice : best_.choices)
      if (std::ranges::find(actors, choice.actor) == actors.end()) actors.push_back(choice.actor);
    for (const std::uint16_t actor : actors) {
      Choices candidate = best_.choices;
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
        std::vector<Choices> blocks = blocks_of(best_);
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
      std::vector<Choices> blocks = blocks_of(best_);
      if (i >= blocks.size() || attempts_ >= attempts_max_) return better;
      std::size_t earlier = i;
      while (earlier-- > 0 && !continues(blocks[earlier].back(), blocks[i].front())) {
      }
      if (earlier + 1 >= i) continue;  // none (wrapped around), or next to it
      Choices moved = std::move(blocks[i]);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(i));
      blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(earlier + 1), std::move(moved));
      if (try_out(joined(blocks))) {
        better = true;
        --i;
      }
    }
  }

  // Of equal ones in a row any is as good as the last, and what comes by itself comes all the same. After the last
  // deviation, one step less of whoever could go on would be one deviation more.
  bool drop_steps() {
    bool better = false;
    std::size_t end = decided(best_);
    for (std::size_t i = 0; i < end && attempts_ < attempts_max_;) {
      if (is_worth_dropping(i) && try_out(without(i, 1))) {
        better = true;
        end = decided(best_);
      } else {
        ++i;
      }
    }
    return better;
  }

  bool is_worth_dropping(std::size_t i) const {
    if (i + 1 == best_.choices.size()) return is_chosen(best_, i);
    return best_.choices[i] != best_.choices[i + 1] && (is_chosen(best_, i) || is_chosen(best_, i + 1));
  }

  Made best_;
  const Attempt& attempt_;
  std::size_t attempts_max_;
  std::size_t attempts_ = 0;
};

}  // namespace

ScheduleSize size_of(const Made& made) {
  const std::vector<std::size_t> deviations = deviations_of(made);
  const auto faults = static_cast<std::size_t>(
      std::ranges::count_if(deviations, [&](std::size_t i) { return explore::is_fault(made.choices[i]); }));
  return {.faults = faults, .switches = deviations.size() - faults, .steps = made.choices.size()};
}

Shrunk shrink(const Made& made, const Attempt& attempt, std::size_t attempts_max) {
  return Shrinker(made, attempt, attempts_max).run();
}

}  // namespace lockproof::engine
