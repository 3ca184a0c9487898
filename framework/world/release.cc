#include "world/release.h"

#include <utility>

#include "world/watches.h"

namespace lockproof::world {

using Kind = model::Object::Kind;

namespace {

void release(const DescriptionPtr& closed, model::Operation& operation);

// What was sent to it, and who waits for it to accept.
void release_socket(Socket& socket, model::Operation& operation) {
  if (socket.address) operation.accesses.push_back({address_object(*socket.address, socket.type), true});
  for (Parcel& parcel : socket.parcels) discard(parcel, operation);
  socket.parcels.clear();
  for (const DescriptionPtr& end : std::exchange(socket.backlog, {})) release(end, operation);
}

// What a description takes with it when its last holder is gone.
void release(const DescriptionPtr& closed, model::Operation& operation) {
  if (!closed) return;
  const auto writes = [&](Kind kind, std::uint64_t a) { operation.accesses.push_back({{kind, a, 0}, true}); };
  if (closed->kind == Description::Kind::file) writes(Kind::openers, closed->node);
  if (closed->flock) writes(Kind::flock, closed->node);
  if (closed->record_lock) writes(Kind::record_lock, closed->node);
  if (closed->kind == Description::Kind::pipe) {
    const Kind kind = event_object(*closed).kind;
    writes(kind == Kind::watch ? Kind::description : kind, closed->id);  // whom it would have told is its holder
  }
  if (closed->socket) release_socket(*closed->socket, operation);
}

}  // namespace

void close_descriptor(Process& process, int fd, model::Operation& operation) {
  const Description* description = process.table.find(fd);
  if (description != nullptr && process.record_locks.erase(description->node) != 0)
    operation.accesses.push_back({{Kind::record_lock, description->node, 0}, true});
  if (description != nullptr && description->holders > 1)  // whoever closes last, releases
    operation.accesses.push_back({{Kind::description, description->id, 0}, true});
  release(process.table.close(fd), operation);
}

void install_descriptor(Process& process, int fd, DescriptionPtr description, bool close_on_exec,
                        model::Operation& operation) {
  close_descriptor(process, fd, operation);
  process.table.install(fd, std::move(description), close_on_exec);
}

void discard(Parcel& parcel, model::Operation& operation) {
  for (const DescriptionPtr& sent : std::exchange(parcel.contents, {})) {
    operation.accesses.push_back({{Kind::description, sent->id, 0}, true});
    if (--sent->holders == 0) release(sent, operation);
  }
}

void settle_exec(Actor& actor, model::Operation& operation) {
  actor.process->other_program = true;
  for (const int fd : actor.process->table.close_on_exec_descriptors()) close_descriptor(*actor.process, fd, operation);
}

void settle_exit(Actor& actor, std::int32_t parent_pid, model::Operation& operation) {
  const auto writes = [&](Kind kind, std::uint64_t a, std::uint64_t b = 0) {
    operation.accesses.push_back({{kind, a, b}, true});
  };
  Process& process = *actor.process;
  for (const int fd : process.table.open_descriptors()) close_descriptor(process, fd, operation);
  writes(Kind::process, static_cast<std::uint64_t>(process.pid));
  if (parent_pid != 0) writes(Kind::process, static_cast<std::uint64_t>(parent_pid), 1);
}

}  // namespace lockproof::world
