#include "explore/fresh_faults.h"

namespace lockproof::explore {

using model::Choice;
using model::Event;
using Kind = model::Object::Kind;

FreshFaults::News& FreshFaults::of(std::size_t actor) {
  if (actor >= news_.size()) news_.resize(actor + 1);
  return news_[actor];
}

void FreshFaults::note(const model::Trace& trace, const Event& event) {
  if (event.actor < 0) {  // time has passed
    for (News& news : news_) news = {.waits = news.waits};
    return;
  }
  const bool is_operation = event.kind == Event::Kind::operation;
  News& own = of(static_cast<std::size_t>(event.actor));
  own.ran = true;
  own.waits = event.kind == Event::Kind::blocked;
  own.wrote |= !is_operation;
  if (event.kind == Event::Kind::exit) own.looked = true;
  for (const model::Access& access : event.operation.accesses) {
    own.wrote |= access.write && access.object.kind != Kind::description;
    if (access.object.kind == Kind::process)
      for (std::size_t i = 0; i < trace.actors.size(); ++i)
        if (static_cast<std::uint64_t>(trace.actors[i].pid) == access.object.a) of(i).looked = true;
  }
}

void FreshFaults::watch(const model::Trace& so_far) {
  for (; seen_ < so_far.events.size(); ++seen_) note(so_far, so_far.events[seen_]);
}

bool FreshFaults::is_fresh(const Choice& choice) const {
  if (choice.actor >= news_.size()) return true;
  const News& news = news_[choice.actor];
  switch (choice.kind) {
    case Choice::Kind::kill:
    case Choice::Kind::kill_tree:
      return news.wrote || news.looked;
    case Choice::Kind::reuse_pid:
      return news.looked;
    default:
      return news.ran || news.waits;
  }
}

void FreshFaults::pass() {
  for (News& news : news_) news = {.ran = false, .wrote = false, .looked = false, .waits = news.waits};
}

}  // namespace lockproof::explore
