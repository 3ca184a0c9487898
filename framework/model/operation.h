// One system call that others can see: its arguments, its result, the objects it read and wrote.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::model {

// What operations of different actors can meet at. Two operations conflict if they share an object and
// at least one writes it; see conflict() for what commutes. `a` and `b` are inode numbers, PIDs, descriptions..., as
// the kind says.
struct Object {
  enum class Kind : std::uint8_t {
    dentry,       // a = inode of the directory, b = hash of the name; 0: the directory itself, while it has a name
    dirset,       // a = inode of the directory: the set of its names
    data,         // a = inode: contents and size
    attributes,   // a = inode: link count, mode, times
    openers,      // a = inode: who has it open. Whoever opens it does so by a name; its end may be told to others
    flock,        // a = inode: flock(2) state
    record_lock,  // a = inode: fcntl(2) record locks
    description,  // a = open file description: offset, status flags
    pipe,         // a = pipe or socket; descriptor of events that are no changes of files
    watch,        // a = descriptor that is told when files change (inotify), but not when they are read
    process,      // a = PID: alive, dead, reaped, signals
    futex,        // a = address
    outside,      // something that the world does not model: meets everything that is written
    mark,         // a = hash of what a probe is about: in footprints only, see model/footprint.h
    address,      // a = hash of a port or an abstract address, b = type of the socket: who is bound to it, and listens
  };
  static constexpr std::uint64_t kEvery = ~std::uint64_t{0};  // as `a`: all of this kind

  Kind kind = Kind::outside;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  friend auto operator<=>(const Object&, const Object&) = default;
};

// Names, contents, attributes: then `a` is an inode. Not so locks of a file.
bool is_of_file(Object::Kind kind);

struct Access {
  Object object;
  bool write = false;
  friend bool operator==(const Access&, const Access&) = default;
};

// Pointers never appear: paths, numbers and bytes do, so that equal runs have equal operations.
struct Operation {
  std::uint16_t number = 0;     // system call number (x86-64 numbering in saved traces)
  std::int32_t fd = -1;         // descriptor argument, -1 if none
  std::int64_t result = 0;      // as the actor sees it: value, or -errno
  std::uint64_t flags = 0;      // flags, mode, command or signal: what the call has
  std::int64_t value = 0;       // length, offset, PID, or duration in ns: what the call has
  std::string path{};           // first path, or what fd refers to; relative to the world where it is inside
  std::string path2{};          // second path (rename, link, symlink)
  std::string data{};           // first bytes written or read; of a record lock, "F_WRLCK, 0, 0": type, start, length
  std::uint64_t data_hash = 0;  // of all bytes written or read
  // For model/state_digest.h; in no digest of traces.
  static constexpr std::int64_t kUnknownPosition = -1;
  static constexpr std::int64_t kEndPosition = -2;  // wherever the file ends
  std::int64_t position = kUnknownPosition;         // of write(2): where in the file it began
  std::uint64_t created = 0;                        // inode of the file or directory that came into being

  std::vector<Access> accesses{};  // read and write set, from the executed result

  friend bool operator==(const Operation&, const Operation&) = default;
};

// The system call's name, "openat"; "unknown" for a number that no call has.
std::string_view call_name(std::uint16_t number);

// Whether `word` (a call's name, a mark's verb) is among `words`.
inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// As `strace -y` writes it, without the result: openat("locks/a.lock", O_RDWR|O_CREAT|O_EXCL), flock(3<locks/a.lock>,
// LOCK_EX). Calls that have nothing to do with locks are written as name(fd, path).
std::string to_string(const Operation& operation);

// "= 3", "= -1 EEXIST (File exists)".
std::string result_text(const Operation& operation);

// Whether two writes of such an object commute: of names into one directory, of links and times into the attributes of
// one inode, of those who close it. What does not is recorded as a read and a write.
bool writes_commute(Object::Kind kind);

// Whether the order of the two matters: they are about one object, at least one of them writes it, and they do not
// commute.
bool conflict(const Access& left, const Access& right);
bool conflict(const Operation& left, const Operation& right);

}  // namespace lockproof::model
