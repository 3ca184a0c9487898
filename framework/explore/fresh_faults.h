// Which faults would make a difference if they struck now rather than a step earlier.
//
// A kill after a step of another actor, or after one of its own that only looked, is the same as before it, as far as
// anybody can tell; so is a PID that is used again, until somebody asks for it. Of the steps at which a fault could
// strike, few differ, and each of those deserves the same chance. In doubt a fault is fresh.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/choice.h"
#include "model/trace.h"

namespace lockproof::explore {

class FreshFaults {
 public:
  void begin() { *this = FreshFaults(); }

  // What has happened so far, before each step.
  void watch(const model::Trace& so_far);

  // Requires: the choice is a fault, and is offered.
  bool is_fresh(const model::Choice& choice) const;

  // All faults of this step were offered: they are not fresh again until something happens.
  void pass();

 private:
  struct News {
    bool ran = true;     // the actor made a step
    bool wrote = true;   // ... that changed something, or waits
    bool looked = true;  // somebody was about the actor's process: found it alive or dead, killed it
    bool waits = false;  // the actor is blocked: what others do meanwhile may end that
  };

  News& of(std::size_t actor);
  void note(const model::Trace& trace, const model::Event& event);

  std::size_t seen_ = 0;    // events
  std::vector<News> news_;  // by actor; those that are not in it are fresh
};

}  // namespace lockproof::explore
