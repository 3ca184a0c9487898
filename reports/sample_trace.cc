#include "reports/sample_trace.h"

#include <cerrno>
#include <utility>

namespace lockproof::reports {

using model::Choice;
using model::Event;
using model::Object;
using model::Operation;

namespace {

// Call numbers and flags as on x86-64, which saved traces use.
constexpr std::uint16_t kFlock = 73;
constexpr std::uint16_t kUnlink = 87;
constexpr std::uint16_t kOpenat = 257;
constexpr std::uint64_t kReadWriteCreate = 0102;
constexpr std::uint64_t kLockExclusive = 2;

}  // namespace

SampleTrace& SampleTrace::actor(std::string name, int pid, int parent) {
  trace.actors.push_back({std::move(name), static_cast<std::int16_t>(parent), pid});
  return event(static_cast<int>(trace.actors.size()) - 1, Event::Kind::spawn);
}

SampleTrace& SampleTrace::event(int actor, Event::Kind kind, std::string text) {
  add(actor, kind).text = std::move(text);
  return *this;
}

SampleTrace& SampleTrace::operation(int actor, Operation operation) {
  add(actor, Event::Kind::operation).operation = std::move(operation);
  return *this;
}

SampleTrace& SampleTrace::blocked(int actor, Operation operation) {
  add(actor, Event::Kind::blocked).operation = std::move(operation);
  return *this;
}

SampleTrace& SampleTrace::clock(std::int64_t time_ns) {
  trace.time_ns = time_ns;
  add(-1, Event::Kind::clock, Choice::Kind::clock);
  return *this;
}

SampleTrace& SampleTrace::kill(int actor) {
  add(actor, Event::Kind::exit, Choice::Kind::kill).text = "SIGKILL";
  return *this;
}

Event& SampleTrace::add(int actor, Event::Kind kind, Choice::Kind choice) {
  const auto step = static_cast<std::uint32_t>(trace.schedule.size());
  trace.schedule.push_back({choice, static_cast<std::uint16_t>(actor < 0 ? 0 : actor)});
  trace.events.push_back({kind, static_cast<std::int16_t>(actor), step, trace.time_ns, {}, ""});
  return trace.events.back();
}

Operation open_lock(std::string path, int result) {
  Operation operation;
  operation.number = kOpenat;
  operation.flags = kReadWriteCreate;
  operation.path = std::move(path);
  operation.result = result;
  return operation;
}

Operation flock_exclusive(int fd, std::string path) {
  Operation operation;
  operation.number = kFlock;
  operation.fd = fd;
  operation.flags = kLockExclusive;
  operation.path = std::move(path);
  operation.accesses = {{{Object::Kind::description, 1, 0}, false}, {{Object::Kind::flock, 7, 0}, true}};
  return operation;
}

model::Trace sample_trace() {
  const std::string path = "locks/build.lock";
  Operation unlink;
  unlink.number = kUnlink;
  unlink.path = path;
  Operation missing = unlink;
  missing.result = -ENOENT;

  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8).actor("2.1", 9, 1);
  sample.event(2, Event::Kind::exec, "/bin/sh");
  sample.operation(0, open_lock(path, 3)).operation(0, flock_exclusive(3, path));
  sample.event(0, Event::Kind::mark, "enter build");
  sample.operation(1, open_lock(path, 3)).blocked(1, flock_exclusive(3, path));
  sample.event(1, Event::Kind::log, "waiting for \x1b[31mbuild.lock\x1b[0m");
  sample.clock(300'100'000'000);
  sample.operation(0, unlink).operation(0, missing);
  sample.event(2, Event::Kind::signal, "SIGTERM").event(2, Event::Kind::exit, "SIGTERM");
  sample.operation(1, open_lock(path, 4)).operation(1, flock_exclusive(4, path));
  sample.event(1, Event::Kind::mark, "enter build");
  sample.kill(0);
  sample.event(1, Event::Kind::mark, "leave build").event(1, Event::Kind::exit, "exit 0");
  sample.trace.residue = {{model::Residue::Kind::file, 1, path}};
  sample.trace.unmodelled = {"actor 2.1 maps shared memory"};
  return sample.trace;
}

model::Violation sample_violation() {
  return {"mutual_exclusion", "actors 1 and 2 are both inside \"build\"", 17};
}

}  // namespace lockproof::reports
