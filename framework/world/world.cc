#include "world/world.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <utility>

#include "tracee/server.h"

namespace lockproof::world {

using model::Choice;
using model::Event;

namespace {

// So many choices in a row that changed nothing, each actor's share: everybody is looking at what nobody changes.
constexpr std::uint32_t kStepsWithoutEffectMax = 400;

// A file that an actor can write, where it is for lockproof and as FileTree::path() has it.
struct RealFile {
  std::filesystem::path path;
  std::string name;
};

// But for the directories that are always there.
std::vector<RealFile> real_files(const std::string& world) {
  namespace fs = std::filesystem;
  const std::string root = world.substr(0, world.size() - std::strlen(tracee::kWorldPath));
  const std::string below_world = tracee::kWorldPath + std::string("/");
  std::vector<RealFile> files;
  for (const std::string own : tracee::kOwnPaths) {
    std::error_code error;
    if (!fs::is_directory(root + own, error)) continue;  // not every machine has all of them
    for (const auto& entry : fs::recursive_directory_iterator(root + own)) {
      std::string name = entry.path().native().substr(root.size());
      if (name == tracee::kWorldPath) continue;
      if (name.starts_with(below_world)) name.erase(0, below_world.size());
      files.push_back({entry.path(), std::move(name)});
    }
  }
  return files;
}

// In containers, snapshots would need PIDs in each; what strikes or answers a call by itself would have to be asked.
bool can_spare_start_ups(const World::Setup& setup) {
  const Conditions& conditions = setup.conditions;
  const auto is_certain = [](const Injection& injection) { return injection.first != 0; };
  return !setup.watch_results && !conditions.containers && conditions.attribute_cache.count() == 0 &&
         std::ranges::none_of(setup.faults.injections, is_certain);
}

std::uint64_t stands_at(const Actor& actor) {
  if (actor.state == Actor::State::dead) return 0;
  const model::Operation& next = actor.pending.operation;
  return (std::uint64_t{next.number} << 32U) + static_cast<std::uint32_t>(next.fd);
}

}  // namespace

World::~World() {
  if (trace_ != nullptr) finish();
  drop_start_ups();
}

model::Event& World::record(const Actor& actor, Event::Kind kind) {
  Event& event = trace_->events.emplace_back();
  event.kind = kind;
  event.actor = actor.index;
  event.step = trace_->schedule.empty() ? 0 : static_cast<std::uint32_t>(trace_->schedule.size() - 1);
  event.time_ns = scene_.clock.elapsed_ns();
  return event;
}

void World::record_operation(Actor& actor, Event::Kind kind, const model::Operation& operation) {
  record(actor, kind).operation = operation;
  note_visible(actor, kind, operation.result);
}

// The prepared world is the same in every execution of a play: it is looked at once.
void World::lay_out_files(std::string_view play) {
  const auto [layout, fresh] = layouts_.try_emplace(std::string(play));
  FileTree& files = layout->second.files;
  if (fresh) {
    namespace fs = std::filesystem;
    const std::int64_t now_ns = scene_.clock.realtime_ns();
    files.clear(now_ns);
    std::vector<RealFile> real = real_files(stage_.world());
    // tmpfs numbers inodes in order of creation, as FileTree does.
    const auto inode = [](const fs::path& path) {
      struct stat status {};
      return lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
    };
    std::ranges::sort(real, {}, [&](const RealFile& file) { return inode(file.path); });
    std::map<ino_t, NodeId> known;
    for (const auto& [path, name] : real) {
      const Place place = files.resolve(FileTree::kRoot, name, false);
      if (const auto same = known.find(inode(path)); same != known.end()) {
        files.link(same->second, place, now_ns);
        continue;
      }
      const auto type = fs::symlink_status(path).type();
      const NodeId node = files.create(place,
                                       type == fs::file_type::directory ? Node::Type::directory
                                       : type == fs::file_type::symlink ? Node::Type::symlink
                                                                        : Node::Type::file,
                                       now_ns);
      known[inode(path)] = node;
      if (type == fs::file_type::symlink) files.at(node).target = fs::read_symlink(path);
    }
    layout->second.temporary = files.all_paths();
    std::erase_if(layout->second.temporary, [](const std::string& path) { return !path.starts_with('/'); });
  }
  scene_.files = files;
  layout_ = &layout->second;
}

void World::begin(const Setup& setup, model::Trace& trace) {
  trace.clear();
  trace_ = &trace;
  actors_.clear();
  steps_without_effect_ = 0;
  scene_.clock.reset();
  scene_.seed = setup.seed;
  scene_.descriptions = 0;
  scene_.timer_files.clear();
  scene_.bound_sockets.clear();
  scene_.addressed.clear();
  scene_.watchers.clear();
  scene_.rename_cookies.clear();
  scene_.unmodelled.clear();
  scene_.conditions = setup.conditions;
  scene_.written_bytes = 0;
  scene_.clouded = setup.conditions.attribute_cache.count() > 0;
  scene_.watches_results = setup.watch_results;
  faults_ = setup.faults;
  rules_ = FaultRules(faults_);
  spared_ = false;
  wants_start_ups_ = setup.spare_start_ups && can_spare_start_ups(setup);
  const bool has_check = !setup.conditions.check.empty();
  auto newborns = stage_.play(setup.play, setup.actors + (has_check ? 1 : 0), setup.conditions.containers);
  if (has_check) {
    check_ = newborns.back();
    newborns.pop_back();
  }
  scene_.attribute_cache.clear();
  lay_out_files(setup.play);
  scene_.files.reuse_inodes(setup.conditions.inodes_reused);
  age_planted();
  for (const auto& newborn : newborns) {
    Actor& actor = give_birth(newborn.tracee, nullptr, newborn.pid, false);
    actor.part = actor.index + 1;
    begin_history(actor);
  }
  for (std::size_t i = 0; i < newborns.size(); ++i) start(*actors_[i]);
}

void World::start(Actor& actor) {
  watched([&] {
    actor.tracee.resume();
    run_until_parked(actor);
  });
}

// What is left of their descendants can never go on: it is residue.
bool World::actors_are_over() const {
  return trace_->end == model::End::completed && !next_timer_ns() &&
         std::ranges::none_of(actors_, [&](const auto& actor) {
           return can_run(*actor) || (actor->parent < 0 && actor->state != Actor::State::dead);
         });
}

void World::start_check() {
  Actor& check = give_birth(check_->tracee, nullptr, check_->pid, false);
  check_.reset();
  trace_->actors.back().name = model::kCheckName;
  start(check);
}

void World::watched(const std::function<void()>& step) {
  try {
    step();
  } catch (const tracee::Spinning&) {
    trace_->end = model::End::spinning;
  } catch (const tracee::Overgrown&) {
    trace_->end = model::End::overgrown;
  } catch (const tracee::Vanished&) {
    trace_->end = model::End::vanished;
  }
}

bool World::can_run(const Actor& actor) const {
  if (is_paused(actor)) return false;
  const bool deadline_passed = actor.deadline_ns >= 0 && actor.deadline_ns <= scene_.clock.elapsed_ns();
  switch (actor.state) {
    case Actor::State::ready:
      return true;
    case Actor::State::blocked:
      return actor.retry || actor.signalled || deadline_passed;
    case Actor::State::asleep:
      return actor.signalled || deadline_passed;
    case Actor::State::vforked:
    case Actor::State::ended:
    case Actor::State::dead:
      return false;
  }
  return false;
}

std::optional<std::int64_t> World::next_timer_ns() const {
  std::optional<std::int64_t> next;
  const auto consider = [&](std::int64_t deadline_ns) {
    if (deadline_ns >= 0 && (!next || deadline_ns < *next)) next = deadline_ns;
  };
  for (const auto& actor : actors_) {
    if (actor->state == Actor::State::dead) continue;
    consider(actor->process->timers.next_ns().value_or(-1));
    const bool waits = actor->state == Actor::State::blocked || actor->state == Actor::State::asleep;
    if (is_paused(*actor))
      consider(root_of(*actor).paused_until_ns);
    else if (waits)
      consider(actor->deadline_ns);
  }
  consider(next_timer_file_ns());
  return next;
}

const std::vector<Choice>& World::choices() {
  choices_.clear();
  const auto end = [&](model::End how) -> const std::vector<Choice>& {
    trace_->end = how;
    choices_.clear();
    return choices_;
  };
  bool own_alive = false;
  bool any_alive = false;
  std::uint32_t alive = 0;
  for (const auto& actor : actors_) {
    trace_->actors[static_cast<std::size_t>(actor->index)].stands_at = stands_at(*actor);
    if (actor->state == Actor::State::dead) continue;
    ++alive;
    any_alive = true;
    own_alive |= actor->parent < 0;
    if (can_run(*actor)) choices_.push_back({Choice::Kind::run, static_cast<std::uint16_t>(actor->index)});
  }
  if (!any_alive) return end(model::End::completed);
  if (trace_->end != model::End::completed) return end(trace_->end);  // spinning, vanished
  const bool somebody_can_run = !choices_.empty();
  if (somebody_can_run && steps_without_effect_ > kStepsWithoutEffectMax * alive) return end(model::End::no_progress);
  const bool timer_pending = next_timer_ns().has_value();
  if (!somebody_can_run && !timer_pending)
    return end(own_alive ? model::End::deadlock : model::End::completed);  // what is left over is residue
  offer_faults();
  if (!somebody_can_run) choices_.push_back({Choice::Kind::clock, 0});
  return choices_;
}

const std::vector<const model::Operation*>& World::pending() {
  pending_.clear();
  for (const auto& actor : actors_) pending_.push_back(&actor->pending.operation);
  return pending_;
}

void World::apply(const Choice& choice) {
  trace_->schedule.push_back(choice);
  ++steps_without_effect_;
  watched([&] {
    switch (choice.kind) {
      case Choice::Kind::run:
        return run(at(static_cast<std::int16_t>(choice.actor)));
      case Choice::Kind::clock:
        return advance_clock();
      default:
        return strike(choice);
    }
  });
  if (check_ && actors_are_over()) start_check();
}

void World::advance_clock() {
  scene_.clock.advance_to(next_timer_ns().value());
  steps_without_effect_ = 0;
  Event& event = trace_->events.emplace_back();
  event.kind = Event::Kind::clock;
  event.actor = -1;
  event.step = static_cast<std::uint32_t>(trace_->schedule.size() - 1);
  event.time_ns = scene_.clock.elapsed_ns();
  fire_timers();
}

void World::fire_timers() {
  for (const auto& actor : actors_) {
    if (actor->state == Actor::State::dead || actor->process->leader != actor->index) continue;
    while (const auto signal = actor->process->timers.fire(scene_.clock.elapsed_ns())) {
      if (*signal == 0) continue;
      ::kill(actor->tracee.thread(), *signal);
      signalled(*actor->process);
    }
  }
  fire_timer_files();
}

void World::wake(const model::Operation& operation, const Actor* by) {
  const auto wakes = [&](const model::Object& awaited) {
    return std::ranges::any_of(operation.accesses, [&](const model::Access& access) {
      return access.write && (awaited.kind == model::Object::Kind::outside || access.object == awaited);
    });
  };
  if (std::ranges::none_of(operation.accesses, &model::Access::write)) return;
  steps_without_effect_ = 0;
  for (const auto& actor : actors_)
    if (actor->state == Actor::State::blocked && actor.get() != by && std::ranges::any_of(actor->waits_for, wakes))
      actor->retry = true;
}

void World::finish(std::optional<model::End> end) {
  if (trace_ == nullptr) return;
  if (end) trace_->end = *end;
  const bool over = trace_->end == model::End::completed;
  for (const auto& actor : actors_) {
    if (actor->state == Actor::State::dead) continue;
    if (over && actor->parent >= 0)
      trace_->residue.push_back(
          {model::Residue::Kind::process, actor->index, trace_->actors[static_cast<std::size_t>(actor->index)].name});
    actor->tracee.kill();
  }
  // A leader is reported after its threads, and threads come after their leader.
  for (auto actor = actors_.rbegin(); actor != actors_.rend(); ++actor) {
    if ((*actor)->state == Actor::State::dead) continue;
    (*actor)->state = Actor::State::dead;
    try {
      while (!(*actor)->tracee.wait().gone()) (*actor)->tracee.resume();
    } catch (const tracee::Vanished&) {
    }
  }
  if (check_) bystanders_.push_back(std::exchange(check_, std::nullopt)->tracee);
  for (const tracee::Tracee& bystander : bystanders_) {
    bystander.kill();
    while (!bystander.wait().gone()) bystander.resume();
  }
  bystanders_.clear();
  // Programs keep caches and histories in their home: nobody calls that a leak.
  const std::string below_home = tracee::kHomePath + std::string("/");
  for (std::string& path : scene_.files.all_paths())
    if (!std::ranges::binary_search(layout_->temporary, path) && !path.starts_with(below_home))
      trace_->residue.push_back({model::Residue::Kind::file, -1, std::move(path)});
  trace_->unmodelled = scene_.unmodelled;
  trace_->time_ns = scene_.clock.elapsed_ns();
  trace_ = nullptr;
}

pid_t World::let_go(std::int16_t index) {
  catch_up(at(index));
  const auto process = at(index).process;
  const pid_t pid = at(process->leader).tracee.thread();
  ::kill(pid, SIGSTOP);
  for (const auto& actor : actors_)
    if (actor->process == process && actor->state != Actor::State::dead && actor->state != Actor::State::ended)
      actor->tracee.let_go(actor->state == Actor::State::ready);
  return pid;
}

void World::check_files() const {
  std::vector<std::string> real;
  for (RealFile& file : real_files(stage_.world())) real.push_back(std::move(file.name));
  std::ranges::sort(real);
  const std::vector<std::string> known = scene_.files.all_paths();
  if (real == known) return;
  throw std::logic_error(fmt::format("the world holds files [{}], lockproof expected [{}]", fmt::join(real, ", "),
                                     fmt::join(known, ", ")));
}

}  // namespace lockproof::world
