#include "model/footprint.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lockproof::model {

using Kind = Object::Kind;

namespace {

constexpr Object kOutside{Kind::outside, 0, 0};
constexpr Object kNextPid{Kind::process, 0, 0};  // no process has PID 0

// Marks that tell of their own actor only, whatever others do meanwhile.
constexpr std::array<std::string_view, 5> kPrivateMarks = {"want", "free", "complete", "give_up", "lockless"};

void access(Footprint& footprint, const Object& object, bool write) {
  footprint.accesses.push_back({object, write});
}

void take_part(Footprint& footprint, std::int16_t actor) {
  if (actor >= 0) footprint.actors.push_back(static_cast<std::uint16_t>(actor));
}

std::uint64_t bit_of(const Object& object) {
  const std::uint64_t words[] = {static_cast<std::uint64_t>(object.kind), object.a, object.b};
  return std::uint64_t{1} << (XXH3_64bits(words, sizeof words) % 64);
}

void sort_actors(Footprint& footprint) {
  std::ranges::sort(footprint.actors);
  footprint.actors.erase(std::unique(footprint.actors.begin(), footprint.actors.end()), footprint.actors.end());
}

bool sends_signal(const Operation& operation) {
  return is_one_of(call_name(operation.number), {"kill", "tkill", "tgkill", "rt_sigqueueinfo"}) && operation.flags != 0;
}

bool is_wait(const Event& event) {
  const std::vector<Access>& accesses = event.operation.accesses;
  if (event.kind != Event::Kind::blocked || std::ranges::any_of(accesses, &Access::write)) return false;
  if (is_one_of(call_name(event.operation.number), {"flock", "fcntl"})) return true;
  return !accesses.empty() &&
         std::ranges::all_of(accesses, [](const Access& access) { return access.object.kind == Kind::watch; });
}

// Whether something that others could tell happened, or that could have been otherwise.
bool is_noticed(const Event& event) {
  switch (event.kind) {
    case Event::Kind::operation:
      return std::ranges::any_of(event.operation.accesses, &Access::write);
    case Event::Kind::spawn:
    case Event::Kind::exec:
    case Event::Kind::clock:
      return false;
    default:
      return true;
  }
}

// Changed by what an actor does with a descriptor of its own, and by its death.
bool is_of_descriptor(Kind kind) {
  return kind == Kind::description || kind == Kind::openers;
}

// One actor, who lives on, changes such objects at most.
template <typename Predicate>
bool changes_only(const Footprint& step, const Predicate& is_such) {
  const auto is_allowed = [&](const Access& access) { return !access.write || is_such(access.object); };
  return !step.is_clock && !step.is_fault && step.actors.size() == 1 && step.ended.empty() &&
         std::ranges::all_of(step.accesses, is_allowed);
}

}  // namespace

void Footprint::fill_sets() {
  read_set = write_set = 0;
  for (const Access& access : accesses) {
    const bool meets_many = access.object.kind == Kind::outside || access.object.a == Object::kEvery;
    const std::uint64_t bits = meets_many ? ~std::uint64_t{0} : bit_of(access.object);
    (access.write ? write_set : read_set) |= bits;
  }
}

bool is_private_file(std::string_view path) {
  return path.starts_with("/proc/self/") || path == "/proc/uptime" || path == "/proc/sys/kernel/random/boot_id";
}

bool only_looks(const Footprint& step) {
  return changes_only(step, [](const Object& object) { return is_of_descriptor(object.kind); });
}

bool dies_with_actor(const Footprint& step) {
  return changes_only(step, [&](const Object& object) {
    const bool is_own_watch =
        object.kind == Kind::watch && std::ranges::find(step.accesses, Access{object, false}) != step.accesses.end();
    return is_of_descriptor(object.kind) || object.kind == Kind::flock || object.kind == Kind::record_lock ||
           is_own_watch;
  });
}

void Footprints::begin(const std::set<std::uint64_t>& listed) {
  listed_ = listed;
  newly_listed_.clear();
  saw_signals_ = false;
  saw_pipes_ = false;
  step_ = 0;
  event_ = 0;
  inside_.clear();
}

Footprint Footprints::next(const Trace& trace) {
  const Choice& choice = trace.schedule.at(step_);
  Footprint footprint;
  footprint.is_clock = choice.kind == Choice::Kind::clock;
  footprint.is_fault = choice.kind != Choice::Kind::run && !footprint.is_clock;
  footprint.is_one_of_several = footprint.is_fault && several_faults_;
  if (!footprint.is_clock) footprint.actors.push_back(choice.actor);
  const std::size_t first_event = event_;
  for (; event_ < trace.events.size() && trace.events[event_].step == step_; ++event_)
    add(trace, trace.events[event_], footprint);
  footprint.is_wait =
      choice.kind == Choice::Kind::run && event_ == first_event + 1 && is_wait(trace.events[first_event]);
  ++step_;
  sort_actors(footprint);
  footprint.fill_sets();
  return footprint;
}

void Footprints::add(const Trace& trace, const Event& event, Footprint& footprint) {
  take_part(footprint, event.actor);
  if (watched_ == Watched::everything && is_noticed(event)) access(footprint, kOutside, true);
  add_operation(trace, event.operation, footprint);
  switch (event.kind) {
    case Event::Kind::mark:
      return add_mark(event, footprint);
    case Event::Kind::exit:
      return add_end(trace, event, footprint);
    case Event::Kind::spawn:
      // The check begins when all others have ended, and sees what they have left.
      if (trace.actors[static_cast<std::size_t>(event.actor)].name == kCheckName)
        for (std::size_t i = 0; i < trace.actors.size(); ++i) take_part(footprint, static_cast<std::int16_t>(i));
      saw_signals_ |= trace.actors[static_cast<std::size_t>(event.actor)].parent >= 0;
      return access(footprint, kNextPid, true);
    case Event::Kind::fault:
      if (event.text.starts_with("PID "))
        access(footprint,
               {Kind::process, static_cast<std::uint64_t>(trace.actors[static_cast<std::size_t>(event.actor)].pid), 0},
               true);
      return;
    default:
      return;
  }
}

void Footprints::add_operation(const Trace& trace, const Operation& operation, Footprint& footprint) {
  const std::string_view name = call_name(operation.number);
  for (const Access& one : operation.accesses) {
    const bool of_proc = one.object == kOutside && operation.path.starts_with("/proc/");
    if (of_proc && is_private_file(operation.path)) continue;
    if (of_proc && operation.path == "/proc/locks") {
      for (const Kind kind : {Kind::flock, Kind::record_lock}) access(footprint, {kind, Object::kEvery, 0}, false);
      continue;
    }
    footprint.accesses.push_back(one);
    saw_pipes_ |= one.object.kind == Kind::pipe;
    if (one.object.kind != Kind::dirset) continue;
    if (one.write && listed_.contains(one.object.a)) access(footprint, one.object, false);
    if (!one.write && name.starts_with("getdents") && operation.result > 0 && !listed_.contains(one.object.a))
      newly_listed_.insert(one.object.a);
  }
  if (name == "wait4" && operation.result > 0)  // the zombie is gone
    access(footprint, {Kind::process, static_cast<std::uint64_t>(operation.result), 0}, true);
  const bool runs_from_world = name.starts_with("execve") && !operation.path.starts_with('/');
  if (name == "waitid" || runs_from_world) access(footprint, kOutside, true);
  if (!sends_signal(operation) || operation.result != 0) return;
  saw_signals_ = true;
  access(footprint, kOutside, true);  // whoever sleeps is woken to look
  for (std::size_t i = 0; i < trace.actors.size(); ++i)
    if (trace.actors[i].pid == operation.value) take_part(footprint, static_cast<std::int16_t>(i));
}

void Footprints::add_mark(const Event& event, Footprint& footprint) {
  const std::string_view text = event.text;
  const std::size_t blank = std::min(text.find(' '), text.size());
  if (std::ranges::find(kPrivateMarks, text.substr(0, blank)) != kPrivateMarks.end()) return;
  const std::string_view verb = text.substr(0, blank);
  const std::string_view about = text.substr(blank);
  const std::uint64_t hash = XXH3_64bits(about.data(), about.size());
  access(footprint, {Kind::mark, hash, 0}, true);
  const auto actor = static_cast<std::size_t>(event.actor);
  if (actor >= inside_.size()) inside_.resize(actor + 1);
  if (is_one_of(verb, {"enter", "begin"})) inside_[actor].insert(hash);
  if (is_one_of(verb, {"leave", "end", "fail"})) inside_[actor].erase(hash);
}

void Footprints::add_end(const Trace& trace, const Event& event, Footprint& footprint) {
  const auto actor = static_cast<std::size_t>(event.actor);
  footprint.ended.push_back(static_cast<std::uint16_t>(event.actor));
  take_part(footprint, trace.actors[actor].parent);  // gets SIGCHLD
  if (actor < inside_.size())
    for (const std::uint64_t hash : inside_[actor]) access(footprint, {Kind::mark, hash, 0}, true);
}

}  // namespace lockproof::model
