#include "model/state_digest.h"

#include <fcntl.h>
#include <sys/file.h>
#include <xxhash.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace lockproof::model {

using Kind = Object::Kind;

namespace {

constexpr std::uint64_t kGone = 1;                  // value of a name that was removed
constexpr std::int64_t kHashedBytesMax = 65536;     // of what is written
constexpr std::string_view kLocks = "/proc/locks";  // of what is read, the trace has the first line

std::uint64_t hash(std::initializer_list<std::uint64_t> words) {
  return XXH3_64bits(std::data(words), words.size() * sizeof(std::uint64_t));
}

std::uint64_t hash(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

bool has_value(Kind kind) {
  return is_of_file(kind) || kind == Kind::watch;
}

bool is_lock(Kind kind) {
  return kind == Kind::flock || kind == Kind::record_lock;
}

bool asks_for_lock(const Operation& operation) {
  return call_name(operation.number) == "fcntl" && (operation.flags == F_GETLK || operation.flags == F_OFD_GETLK);
}

// The whole file, and nobody else has any of it.
bool takes_alone(const Event& event) {
  const Operation& operation = event.operation;
  const std::string_view name = call_name(operation.number);
  if (event.kind != Event::Kind::operation || operation.result != 0) return false;
  if (name == "flock") return (operation.flags & LOCK_EX) != 0;
  return name == "fcntl" && operation.data == "F_WRLCK, 0, 0" && !asks_for_lock(operation);
}

bool is_blocking_flock(const Operation& operation) {
  return call_name(operation.number) == "flock" && (operation.flags & (LOCK_NB | LOCK_UN)) == 0;
}

bool is_name(const Access& access) {
  return access.write && access.object.kind == Kind::dentry && access.object.b != 0;
}

bool reads(const Operation& operation, const Object& object) {
  return std::ranges::find(operation.accesses, Access{object, false}) != operation.accesses.end();
}

// Whether its result follows from what the actor has seen and from the values of what it accessed.
bool is_explained(const Operation& operation) {
  const bool is_cut =
      operation.path == kLocks && operation.result > static_cast<std::int64_t>(operation.data.size() + 1);
  return !asks_for_lock(operation) && !is_cut && !is_one_of(call_name(operation.number), {"statfs", "fstatfs"});
}

bool is_understood(const Operation& operation, const Access& access) {
  switch (access.object.kind) {
    case Kind::outside:
      return is_private_file(operation.path) || operation.path == kLocks;
    case Kind::process:
      return !access.write;
    case Kind::pipe:
    case Kind::futex:
    case Kind::mark:
    case Kind::address:
      return false;
    default:
      return access.object.a != Object::kEvery;
  }
}

}  // namespace

void StateDigest::begin() {
  *this = {};
}

void StateDigest::add(const Trace& trace) {
  seen_.resize(trace.actors.size());
  remembered_.resize(trace.actors.size());
  ended_by_kill_.resize(trace.actors.size());
  stands_at_.clear();
  for (const ActorRecord& actor : trace.actors) stands_at_.push_back(actor.stands_at);
  for (; event_ < trace.events.size(); ++event_) {
    const Event& event = trace.events[event_];
    const auto actor = static_cast<std::size_t>(std::max<int>(event.actor, 0));
    time_ns_ = event.time_ns;
    everything_ = hash({everything_, static_cast<std::uint64_t>(event.kind), actor, event.step, event.operation.number,
                        static_cast<std::uint64_t>(event.operation.result), hash(event.text)});
    switch (event.kind) {
      case Event::Kind::operation:
        add_operation(actor, event);
        break;
      case Event::Kind::mark: {
        const std::uint64_t mark = hash(event.text);
        seen_[actor] = hash({seen_[actor], mark});
        const std::string_view verb = std::string_view(event.text).substr(0, event.text.find(' '));
        if (is_one_of(verb, {"begin", "end", "fail", "complete", "partial"}))
          remembered_[actor] = hash({remembered_[actor], mark});
        if (is_one_of(verb, {"end", "fail"})) ended_by_kill_[actor] = hash({ended_by_kill_[actor], mark});
        break;
      }
      case Event::Kind::exit:
        add_end(trace, event);
        break;
      case Event::Kind::spawn:
        is_sure_ &= trace.actors[actor].parent < 0;
        break;
      case Event::Kind::blocked:  // nothing has been seen yet; whether others can tell is not modelled
        is_sure_ &= std::ranges::none_of(event.operation.accesses, &Access::write);
        for (const Access& access : event.operation.accesses)
          if (const Kind kind = access.object.kind; kind == Kind::flock || kind == Kind::watch)
            looks_.push_back({.object = labelled(access.object), .value = value_of(access.object)});
        break;
      case Event::Kind::log:  // follows from what was seen
      case Event::Kind::clock:
        break;
      case Event::Kind::exec:
      case Event::Kind::fault:
      case Event::Kind::signal:
        is_sure_ = false;
        break;
    }
  }
}

void StateDigest::add_operation(std::size_t actor, const Event& event) {
  const Operation& operation = event.operation;
  for (const Access& access : operation.accesses) is_sure_ &= is_understood(operation, access);
  note_watcher(actor, operation);
  if (call_name(operation.number) == "close") end_watch(operation);
  std::uint64_t& seen = seen_[actor];
  seen = hash({seen, operation.number, static_cast<std::uint64_t>(operation.fd),
               static_cast<std::uint64_t>(operation.result), operation.flags,
               static_cast<std::uint64_t>(operation.value), operation.data_hash, hash(operation.path),
               hash(operation.path2), static_cast<std::uint64_t>(event.time_ns)});
  if (operation.path == kLocks) seen = hash({seen, hash(operation.data)});
  if (!is_explained(operation)) seen = hash({seen, everything_});
  look(seen, operation);
  write(event, hash({actor, seen}));
  for (const Access& access : operation.accesses) write_lock(event, access);
}

// Values of what it read, or found where it wrote. Who only adds to a list does not see what was there.
void StateDigest::look(std::uint64_t& seen, const Operation& operation) {
  for (const Access& access : operation.accesses) {
    const Kind kind = access.object.kind;
    const bool is_blind = kind == Kind::dirset || kind == Kind::attributes || kind == Kind::watch;
    if (access.write && is_blind) continue;
    if (has_value(kind) || is_lock(kind))
      looks_.push_back(
          {labelled(access.object), value_of(access.object), is_lock(kind) && is_blocking_flock(operation)});
    if (!has_value(kind)) continue;
    seen = hash({seen, labelled(access.object).a, value_of(access.object)});
  }
}

// Whoever has a watcher says what to watch before others can tell it anything.
void StateDigest::note_watcher(std::size_t actor, const Operation& operation) {
  if (call_name(operation.number) != "inotify_add_watch") return;
  for (const Access& access : operation.accesses) {
    if (access.object.kind != Kind::description || watchers_.contains(access.object.a)) continue;
    const auto earlier = static_cast<std::uint64_t>(
        std::ranges::count_if(watchers_, [&](const auto& known) { return known.second.actor == actor; }));
    watchers_[access.object.a] = {.actor = actor, .label = hash({9, actor, earlier})};
  }
}

// What it was told is lost.
void StateDigest::end_watch(const Operation& close) {
  for (const Access& access : close.accesses)
    if (const auto watcher = watchers_.find(access.object.a);
        access.object.kind == Kind::description && watcher != watchers_.end())
      slots_.erase({Kind::watch, watcher->second.label, 0});
}

void StateDigest::write_lock(const Event& event, const Access& access) {
  if (!access.write || !is_lock(access.object.kind)) return;
  slot(access.object).value = takes_alone(event) ? hash({8, static_cast<std::uint64_t>(event.actor)}) : 0;
}

void StateDigest::write(const Event& event, std::uint64_t writer) {
  const Operation& operation = event.operation;
  write_names(event, writer);
  const std::uint64_t done = hash({written(operation, writer), static_cast<std::uint64_t>(event.time_ns)});
  for (const Access& access : operation.accesses) {
    const Object& object = access.object;
    if (!access.write || !has_value(object.kind) || is_name(access)) continue;
    Slot& written = slot(object);
    if (object.kind == Kind::attributes && !reads(operation, object))
      written.value += done;
    else
      written.value = hash({written.value, done, object.kind == Kind::watch ? changes_of(operation) : 0});
  }
}

// Which files it has changed, and the names in them.
std::uint64_t StateDigest::changes_of(const Operation& operation) const {
  std::uint64_t changes = operation.number;
  for (const Access& access : operation.accesses) {
    if (!access.write || access.object.kind == Kind::watch) continue;
    const Object object = labelled(access.object);
    changes = hash({changes, static_cast<std::uint64_t>(object.kind), object.a, object.b});
  }
  return changes;
}

// What an operation does to contents, times and lists of names, if it says so itself; else whoever did it.
std::uint64_t StateDigest::written(const Operation& operation, std::uint64_t writer) const {
  const std::string_view name = call_name(operation.number);
  const std::uint64_t call = operation.number;
  if (name == "write" && operation.position != Operation::kUnknownPosition && operation.value <= kHashedBytesMax)
    return hash({call, static_cast<std::uint64_t>(operation.position), operation.data_hash,
                 static_cast<std::uint64_t>(operation.value), static_cast<std::uint64_t>(operation.result)});
  if (name == "ftruncate") return hash({call, static_cast<std::uint64_t>(operation.value)});
  if (!is_one_of(name, {"open", "openat", "creat", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "rename",
                        "renameat", "link", "linkat"}))
    return writer;
  std::uint64_t names = call;  // where the order of names matters, they do
  for (const Access& access : operation.accesses)
    if (is_name(access)) names = hash({names, access.object.b});
  return names;
}

void StateDigest::write_names(const Event& event, std::uint64_t writer) {
  const Operation& operation = event.operation;
  const std::string_view call = call_name(operation.number);
  std::vector<Object> names;
  for (const Access& access : operation.accesses)
    if (is_name(access)) names.push_back(access.object);
  if (operation.created != 0) {
    const bool is_named = names.size() == 1;
    const Object at = is_named ? labelled(names[0]) : Object{};
    labels_[operation.created] = is_named ? hash({2, at.a, at.b, slot(names[0]).turns}) : hash({3, writer});
    const bool is_plain = is_one_of(call, {"open", "openat", "creat", "mkdir", "mkdirat"});
    const bool is_directory = call.starts_with("mkdir");
    const std::uint64_t mode = is_directory ? operation.flags : static_cast<std::uint64_t>(operation.value);
    slot({Kind::attributes, operation.created, 0}).value =
        is_plain ? hash({is_directory, mode, static_cast<std::uint64_t>(event.time_ns)}) : hash({4, writer});
    for (const Object& one : names) name(one, label(operation.created));
    return;
  }
  if (call.starts_with("unlink") || call == "rmdir") {
    for (const Object& one : names) name(one, kGone);
    return;
  }
  const bool renames = (call == "rename" || call == "renameat") && names.size() == 2;
  if (renames && value_of(names[0]) != value_of(names[1])) {  // else they may be one file, and nothing happens
    const Object from = labelled(names[0]);
    const std::uint64_t file = value_of(names[0]) != 0 ? value_of(names[0]) : hash({5, from.a, from.b});
    name(names[0], kGone);
    return name(names[1], file);
  }
  if (call.starts_with("link") && names.size() == 1) return name(names[0], label(operation.accesses.back().object.a));
  for (const Object& one : names) name(one, hash({6, writer, one.b}));
}

void StateDigest::name(const Object& entry, std::uint64_t file) {
  Slot& written = slot(entry);
  written.value = file;
  ++written.turns;
}

void StateDigest::add_end(const Trace& trace, const Event& event) {
  const auto actor = static_cast<std::size_t>(event.actor);
  const Choice::Kind cause = trace.schedule.empty() ? Choice::Kind::run : trace.schedule.at(event.step).kind;
  const bool is_fault = cause == Choice::Kind::kill;
  is_sure_ &= is_fault || cause == Choice::Kind::run;
  is_sure_ &= trace.actors[actor].parent < 0;
  for (const Access& access : event.operation.accesses)
    is_sure_ &= access.object.kind == Kind::process || is_understood(event.operation, access);
  for (const Access& access : event.operation.accesses) {
    if (is_lock(access.object.kind))
      looks_.push_back({.object = labelled(access.object), .value = value_of(access.object)});
    write_lock(event, access);
  }
  end_watches(actor, event);
  if (is_fault) faults_ += hash({7, trace.schedule[event.step].value});
  std::uint64_t left = 0;
  for (; residue_ < trace.residue.size(); ++residue_)
    left = hash({left, static_cast<std::uint64_t>(trace.residue[residue_].kind), hash(trace.residue[residue_].name)});
  seen_[actor] = hash({is_fault ? ended_by_kill_[actor] : remembered_[actor],
                       static_cast<std::uint64_t>(event.operation.result), hash(event.text), left});
}

// Descriptors are closed, which others may be told.
void StateDigest::end_watches(std::size_t actor, const Event& event) {
  for (const Access& access : event.operation.accesses) {
    if (!access.write || access.object.kind != Kind::watch) continue;
    std::uint64_t& value = slot(access.object).value;
    value = hash({value, actor, seen_[actor]});
  }
  for (const auto& [id, watcher] : watchers_)
    if (watcher.actor == actor) slots_.erase({Kind::watch, watcher.label, 0});
}

std::uint64_t StateDigest::value(std::span<const Choice> choices) const {
  std::uint64_t sum = hash({static_cast<std::uint64_t>(time_ns_), faults_});
  for (std::size_t actor = 0; actor < seen_.size(); ++actor) sum = hash({sum, seen_[actor], stands_at_[actor]});
  for (const auto& [object, slot] : slots_)
    if (slot.value != 0) sum = hash({sum, static_cast<std::uint64_t>(object.kind), object.a, object.b, slot.value});
  for (const Choice& choice : choices)
    sum = hash({sum, static_cast<std::uint64_t>(choice.kind), choice.actor, choice.value});
  return sum;
}

std::vector<StateDigest::Value> StateDigest::values() const {
  std::vector<Value> values;
  for (const auto& [object, slot] : slots_)
    if (slot.value != 0) values.push_back({.object = object, .value = slot.value});
  return values;
}

std::uint64_t StateDigest::seen_by(std::uint16_t actor) const {
  return hash({actor, seen_.at(actor)});
}

std::uint64_t StateDigest::label(std::uint64_t inode) const {
  const auto found = labels_.find(inode);
  return found != labels_.end() ? found->second : inode;
}

Object StateDigest::labelled(const Object& object) const {
  if (object.kind == Kind::watch) {
    const auto watcher = watchers_.find(object.a);
    return watcher != watchers_.end() ? Object{object.kind, watcher->second.label, 0} : object;
  }
  const bool has_inode = is_of_file(object.kind) || is_lock(object.kind);
  return has_inode && object.a != Object::kEvery ? Object{object.kind, label(object.a), object.b} : object;
}

StateDigest::Slot& StateDigest::slot(const Object& object) {
  return slots_[labelled(object)];
}

std::uint64_t StateDigest::value_of(const Object& object) const {
  const auto found = slots_.find(labelled(object));
  return found != slots_.end() ? found->second.value : 0;
}

}  // namespace lockproof::model
