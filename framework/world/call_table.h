// What each system call does, as far as the world has to know. One row per call.
#pragma once

#include <cstdint>

namespace lockproof::world {

enum class Effect : std::uint8_t {
  unknown,    // no row: executed, and the verdict says that lockproof does not model it
  harmless,   // touches nothing that others see
  forbidden,  // would leave the world or its control: fails with EPERM

  // Files, by path or descriptor
  open,
  look,
  list,
  read,
  write,
  resize,
  touch,
  attributes,
  make_directory,
  make_node,
  remove_file,
  remove_directory,
  rename,
  link,
  symlink,
  change_directory,
  sync,
  map_memory,
  // Descriptors
  close,
  close_range,
  duplicate,
  duplicate_to,
  descriptor_control,
  seek,
  new_pipe,
  new_socket,
  new_event,  // of which nobody outside of the world is a part: eventfd, epoll, signalfd
  new_timer_file,
  new_watcher,
  watch,
  unwatch,
  new_opaque,
  transfer,
  device_control,
  // Locks
  flock,
  // Processes
  fork,
  exec,
  exit,
  wait_child,
  send_signal,
  wait_signal,
  parent,
  parent_death,  // prctl(PR_SET_PDEATHSIG)
  yield,
  process_control,
  // Waiting for several things
  poll,
  futex,
  // Time and randomness: answered by lockproof
  clock_read,
  gettimeofday,
  time,
  sleep,
  sleep_clock,
  cpu_time,
  alarm,
  set_interval_timer,
  get_interval_timer,
  timer_create,
  timer_set,
  timer_get,
  timer_overrun,
  timer_delete,
  timer_file_set,
  timer_file_get,
  random,
  cpu_number,
  cpu_set,
  no_call,
};

// Indices of arguments; -1 where the call has none.
struct CallRow {
  Effect effect = Effect::unknown;
  std::int8_t directory = -1, path = -1;    // *at: the directory's descriptor; the path's address
  std::int8_t directory2 = -1, path2 = -1;  // the second path (rename, link, symlink)
  std::int8_t fd = -1;
  std::int8_t flags = -1;  // flags, command, signal: what Operation::flags shows
  std::int8_t value = -1;  // length, offset, PID: what Operation::value shows
  std::int8_t data = -1;   // address of the bytes written or read; their number is at data + 1
  bool follow = true;      // a symlink in the last place
};

const CallRow& call_row(long number);

}  // namespace lockproof::world
