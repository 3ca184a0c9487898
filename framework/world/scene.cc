#include "world/scene.h"

namespace lockproof::world {

bool Scene::is_taken(const SocketAddress& address, int type) const {
  return std::ranges::any_of(addressed, [&](const auto& one) {
    const DescriptionPtr socket = one.lock();
    return socket && socket->holders > 0 && socket->socket->address &&
           address_object(*socket->socket->address, socket->socket->type) == address_object(address, type);
  });
}

// Whoever is bound to the very address comes before whoever is bound to all of them.
DescriptionPtr Scene::receiver(const SocketAddress& address, const Socket& from) {
  DescriptionPtr found;
  bool is_exact = false;
  for (const auto& one : addressed) {
    const DescriptionPtr candidate = one.lock();
    if (!candidate || candidate->holders == 0) continue;
    const Socket& socket = *candidate->socket;
    if (socket.type != from.type || (socket.type != SOCK_DGRAM && !socket.listens)) continue;
    if (!reaches(address, *socket.address)) continue;
    if (socket.remote && from.address && socket.remote->port != from.address->port) continue;
    const bool exact = !socket.address->is_wildcard();
    if (found && exact == is_exact) does_not_model("several sockets that are bound to one address");
    if (found && is_exact && !exact) continue;
    found = candidate;
    is_exact = exact;
  }
  return found;
}

void Scene::give_address(const DescriptionPtr& socket, SocketAddress address) {
  socket->socket->address = std::move(address);
  addressed.push_back(socket);
}

}  // namespace lockproof::world
