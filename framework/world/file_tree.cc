#include "world/file_tree.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tracee/server.h"

namespace lockproof::world {
namespace {

constexpr int kSymlinksMax = 40;  // as in the kernel: MAXSYMLINKS

const std::string_view kWorldName =
    std::string_view(tracee::kWorldPath).substr(std::strlen(tracee::kTemporaryPath) + 1);

// Takes the next component off the front of `path`.
std::string_view next_component(std::string_view& path) {
  const auto begin = std::min(path.find_first_not_of('/'), path.size());
  const auto end = std::min(path.find('/', begin), path.size());
  const std::string_view component = path.substr(begin, end - begin);
  path.remove_prefix(std::min(path.find_first_not_of('/', end), path.size()));
  return component;
}

// Whether `path` leads to or below `directory`; then only the rest of it is left.
bool take_off(std::string_view& path, std::string_view directory) {
  if (!path.starts_with(directory) || (path.size() > directory.size() && path[directory.size()] != '/')) return false;
  path.remove_prefix(directory.size());
  return true;
}

// Where an absolute path starts; 0: outside.
NodeId take_off_start(std::string_view& path) {
  if (take_off(path, tracee::kWorldPath)) return FileTree::kRoot;
  for (std::size_t i = 0; i < tracee::kOwnPaths.size(); ++i)
    if (take_off(path, tracee::kOwnPaths.at(i))) return FileTree::kTemporary + i;
  return 0;
}

}  // namespace

std::uint64_t hash_of_name(std::string_view name) {
  return XXH3_64bits(name.data(), name.size()) | 1;
}

void FileTree::clear(std::int64_t now_ns) {
  nodes_.resize(kRoot + 1);
  for (NodeId id = kTemporary; id <= kRoot; ++id) {
    Node& node = at(id) = Node{};
    node.type = Node::Type::directory;
    node.parent = id == kRoot ? kTemporary : id;
    node.inode = id;
    node.access_ns = node.modify_ns = node.change_ns = node.birth_ns = now_ns;
  }
  at(kTemporary).names[std::string(kWorldName)] = kRoot;
}

Place FileTree::resolve(NodeId base, std::string_view path, bool follow) const {
  std::string rest_owner;  // what `rest` points into once a symlink was followed
  std::string_view rest = path;
  NodeId directory = base;
  std::vector<Lookup> way;
  for (int symlinks = 0;;) {
    if (rest.starts_with('/')) directory = take_off_start(rest);
    if (directory == 0) return {};
    const std::string_view name = next_component(rest);
    const bool last = rest.empty();
    if (name.empty()) return {true, at(directory).parent, "", directory, false, std::move(way)};
    NodeId node = 0;
    if (name == ".") {
      node = directory;
    } else if (name == "..") {
      if (directory < kRoot) return {};
      node = at(directory).parent;
    } else if (const auto found = at(directory).names.find(name); found != at(directory).names.end()) {
      node = found->second;
    }
    if (node != 0 && at(node).type == Node::Type::symlink && (!last || follow) && ++symlinks <= kSymlinksMax) {
      way.push_back({directory, hash_of_name(name)});
      rest_owner = at(node).target + (last ? "" : "/") + std::string(rest);
      rest = rest_owner;
      continue;
    }
    if (last) return {true, directory, std::string(name), node, false, std::move(way)};
    way.push_back({directory, hash_of_name(name)});
    if (node == 0 || at(node).type != Node::Type::directory)
      return {true, 0, std::string(name), 0, node == 0, std::move(way)};
    directory = node;
  }
}

std::string FileTree::path(NodeId directory, std::string_view name) const {
  std::string path(name);
  while (directory > kRoot) {
    const NodeId parent = at(directory).parent;
    const auto& names = at(parent).names;
    const auto self = std::ranges::find(names, directory, &std::pair<const std::string, NodeId>::second);
    path = (self == names.end() ? "(removed)" : self->first) + (path.empty() ? "" : "/" + path);
    directory = parent;
  }
  if (directory < kRoot) return tracee::kOwnPaths.at(directory - kTemporary) + (path.empty() ? "" : "/" + path);
  return path.empty() ? "." : path;
}

NodeId FileTree::top(NodeId directory) const {
  while (directory >= kRoot) directory = at(directory).parent;
  return directory;
}

void FileTree::collect(NodeId directory, const std::string& prefix, std::vector<std::string>& paths) const {
  for (const auto& [name, node] : at(directory).names) {
    if (node == kRoot) continue;
    paths.push_back(prefix + name);
    if (at(node).type == Node::Type::directory) collect(node, prefix + name + "/", paths);
  }
}

std::vector<std::string> FileTree::all_paths() const {
  std::vector<std::string> paths;
  collect(kRoot, "", paths);
  for (NodeId id = kTemporary; id < kRoot; ++id)
    collect(id, tracee::kOwnPaths.at(id - kTemporary) + std::string("/"), paths);
  std::ranges::sort(paths);
  return paths;
}

void FileTree::modified(NodeId node, std::int64_t now_ns) {
  at(node).modify_ns = at(node).change_ns = now_ns;
}
void FileTree::changed(NodeId node, std::int64_t now_ns) {
  at(node).change_ns = now_ns;
}

void FileTree::add_name(const Place& place, NodeId node, std::int64_t now_ns) {
  at(place.directory).names[place.name] = node;
  if (at(node).type == Node::Type::directory) at(node).parent = place.directory;
  modified(place.directory, now_ns);
  changed(node, now_ns);
}

void FileTree::remove_name(const Place& place, std::int64_t now_ns) {
  at(place.directory).names.erase(place.name);
  modified(place.directory, now_ns);
  changed(place.node, now_ns);
}

std::shared_ptr<const void> FileTree::keep_inode(NodeId node) {
  if (!at(node).keepers) at(node).keepers = std::make_shared<int>();
  return at(node).keepers;
}

// Numbered in order of creation, unless one is free: of a file without a name that nobody has open.
std::uint64_t FileTree::new_inode() {
  if (reuses_inodes_) {
    Node* lowest = nullptr;
    for (Node& node : nodes_) {
      const bool is_free = node.links == 0 && node.inode != 0 && node.keepers.use_count() <= 1;
      if (is_free && (lowest == nullptr || node.inode < lowest->inode)) lowest = &node;
    }
    if (lowest != nullptr) return std::exchange(lowest->inode, 0);
  }
  return nodes_.size();
}

NodeId FileTree::create_nameless(std::int64_t now_ns) {
  Node node;
  node.inode = new_inode();
  node.links = 0;
  node.access_ns = node.modify_ns = node.change_ns = node.birth_ns = now_ns;
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId FileTree::create(const Place& place, Node::Type type, std::int64_t now_ns) {
  const NodeId node = create_nameless(now_ns);
  at(node).type = type;
  at(node).links = 1;
  add_name(place, node, now_ns);
  return node;
}

void FileTree::link(NodeId node, const Place& place, std::int64_t now_ns) {
  ++at(node).links;
  add_name(place, node, now_ns);
}

void FileTree::remove(const Place& place, std::int64_t now_ns) {
  --at(place.node).links;
  remove_name(place, now_ns);
}

void FileTree::rename(const Place& from, const Place& to, bool exchange, std::int64_t now_ns) {
  if (from.node == to.node) return;  // two links of one file: rename(2) does nothing
  if (to.node != 0) remove_name(to, now_ns);
  remove_name(from, now_ns);
  add_name(to, from.node, now_ns);
  if (exchange)
    add_name(from, to.node, now_ns);
  else if (to.node != 0)
    --at(to.node).links;
}

}  // namespace lockproof::world
