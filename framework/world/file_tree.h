// The files of the world as lockproof knows them: names, inodes and virtual times. Kept in step with the
// real ones by applying every executed operation; compared with the real ones now and then.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tracee/server.h"

namespace lockproof::world {

// An inode of the world. Numbered in order of creation, so equal runs have equal numbers. 0 is none.
using NodeId = std::uint32_t;

struct Node {
  enum class Type : std::uint8_t { file, directory, symlink, other };
  Type type = Type::file;
  std::uint64_t inode = 0;  // its number, as the actors see it; 0: another one has it now
  std::shared_ptr<const void> keepers;
  std::uint32_t links = 1;
  std::int64_t access_ns = 0;  // CLOCK_REALTIME of the server
  std::int64_t modify_ns = 0;
  std::int64_t change_ns = 0;
  std::int64_t birth_ns = 0;
  NodeId parent = 0;                                 // of a directory
  std::map<std::string, NodeId, std::less<>> names;  // of a directory
  std::string target;                                // of a symlink
  std::optional<std::string> contents;               // of a file, if known
};

// A name that was looked up in a directory.
struct Lookup {
  NodeId directory = 0;
  std::uint64_t name_hash = 0;
};

// Where a path leads.
struct Place {
  bool inside = false;           // below tracee::kOwnPaths; if not, the rest says nothing
  NodeId directory = 0;          // that holds the last name; 0 if a component before it is missing
  std::string name = {};         // last name; empty for the root
  NodeId node = 0;               // what is there; 0 if nothing
  bool missing_parent = false;   // a component before the last is not there: ENOENT
  std::vector<Lookup> way = {};  // all components before the last, symlinks and what is missing too
};

// Of a name, as accesses hold it; never 0.
std::uint64_t hash_of_name(std::string_view name);

class FileTree {
 public:
  // The root of the file system, which nobody sees, is 1. Then come tracee::kOwnPaths, in order.
  static constexpr NodeId kTemporary = 2;                        // /tmp
  static constexpr NodeId kRoot = 2 + tracee::kOwnPaths.size();  // the world: a directory in /tmp

  FileTree() { clear(0); }
  void clear(std::int64_t now_ns);

  // `path` relative to `base`, or absolute below tracee::kOwnPaths. A symlink in the last place is followed if
  // `follow`. base 0: relative paths are outside.
  Place resolve(NodeId base, std::string_view path, bool follow) const;

  // Relative to the world: "locks/build.lock"; "." for the root. Beside the world: "/tmp/file".
  std::string path(NodeId directory, std::string_view name) const;

  // Which of tracee::kOwnPaths it is in. Nothing can be moved or linked from one to another.
  NodeId top(NodeId directory) const;

  Node& at(NodeId id) { return nodes_.at(id); }
  const Node& at(NodeId id) const { return nodes_.at(id); }
  std::vector<std::string> all_paths() const;  // of everything but these, sorted

  // What operations do. Each sets the times that it sets on a real file system.
  NodeId create(const Place& place, Node::Type type, std::int64_t now_ns);
  NodeId create_nameless(std::int64_t now_ns);  // O_TMPFILE
  void link(NodeId node, const Place& place, std::int64_t now_ns);
  void remove(const Place& place, std::int64_t now_ns);
  void rename(const Place& from, const Place& to, bool exchange, std::int64_t now_ns);
  void modified(NodeId node, std::int64_t now_ns);
  void changed(NodeId node, std::int64_t now_ns);

  // From here on, whether a new file gets the lowest number that is free.
  void reuse_inodes(bool on) { reuses_inodes_ = on; }

  // While anybody has what this returns, the number is not free. For open file descriptions.
  std::shared_ptr<const void> keep_inode(NodeId node);

 private:
  std::uint64_t new_inode();
  void add_name(const Place& place, NodeId node, std::int64_t now_ns);
  void remove_name(const Place& place, std::int64_t now_ns);
  void collect(NodeId directory, const std::string& prefix, std::vector<std::string>& paths) const;

  std::vector<Node> nodes_;
  bool reuses_inodes_ = false;
};

}  // namespace lockproof::world
