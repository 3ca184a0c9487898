// Who has which file open: open file descriptions and the descriptor tables that refer to them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "world/file_tree.h"
#include "world/socket.h"
#include "world/timers.h"

namespace lockproof::world {

// An open file description: what open(2) makes, and dup(2) and fork(2) share.
struct Description {
  enum class Kind : std::uint8_t {
    file,     // of the world: `node`
    log,      // standard output and error
    outside,  // a file of the machine, read-only
    pipe,     // pipe, connected sockets, eventfd, timerfd, epoll, signalfd, inotify: `id` names what both ends share
    opaque,   // something whose behaviour lockproof does not model
  };
  Kind kind = Kind::outside;
  NodeId node = 0;
  std::shared_ptr<const void> keeps_inode;  // see FileTree::keep_inode
  std::uint64_t id = 0;                     // unique in the execution, in order of creation
  std::uint64_t open_flags = 0;
  std::string path;           // that it was opened by; relative to the world if inside
  std::uint32_t holders = 0;  // descriptors that refer to it, in all processes
  bool flock = false;         // holds a flock(2) lock
  bool flock_shared = false;
  std::int32_t flock_pid = 0;  // who took it
  bool record_lock = false;    // may hold an open file description lock (F_OFD_SETLK)
  std::string contents;        // of a file of /proc that the world has contents of its own for, as first read
  std::size_t offset = 0;      // in them
  bool nonblocking = false;
  std::optional<Timer> timer;  // timerfd: the real one is an eventfd, which holds how often it has expired
  std::uint64_t timer_clock = 0;
  bool timer_follows_clock = false;  // at an absolute time of CLOCK_REALTIME
  std::unique_ptr<Socket> socket;
  bool is_watcher = false;           // inotify
  std::uint64_t watched_events = 0;  // IN_..., of all files that it has watched so far
  std::set<NodeId> watched;
  std::int64_t position = -1;  // in a file of the world: the next read or write starts there; -1: not known
};
void set_append(Description& description, bool on);  // O_APPEND, as fcntl(2) does
using DescriptionPtr = std::shared_ptr<Description>;

class DescriptorTable {
 public:
  DescriptorTable() = default;
  DescriptorTable(const DescriptorTable& parent);  // fork: every description gets one more holder
  DescriptorTable& operator=(const DescriptorTable&) = delete;
  ~DescriptorTable();

  Description* find(int fd) const;
  DescriptionPtr share(int fd) const;
  int find(const Description& description) const;  // -1: nowhere

  // Puts `description` at `fd`; what was there is closed. Returns what thereby lost its last holder.
  DescriptionPtr install(int fd, DescriptionPtr description, bool close_on_exec);
  DescriptionPtr close(int fd);
  void set_close_on_exec(int fd, bool on);

  int lowest_free() const;  // what the next open(2) returns
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.description) visit(*slot.description);
  }
  std::vector<int> open_descriptors() const;
  std::vector<int> close_on_exec_descriptors() const;

 private:
  struct Slot {
    DescriptionPtr description;
    bool close_on_exec = false;
  };
  std::vector<Slot> slots_;
};

}  // namespace lockproof::world
