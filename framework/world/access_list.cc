#include "world/access_list.h"

namespace lockproof::world {

using Kind = model::Object::Kind;

namespace {

// In place of a name's hash: the directory itself, as those see it who need no name to get there.
constexpr std::uint64_t kItself = 0;

}  // namespace

void AccessList::walks(const Place& place) {
  for (const Lookup& lookup : place.way) reads(Kind::dentry, lookup.directory, lookup.name_hash);
  if (place.way.empty() && place.directory > FileTree::kRoot) reads(Kind::dentry, place.directory, kItself);
}

void AccessList::reads_name(const Place& place) {
  if (!place.inside) return;
  walks(place);
  if (place.directory != 0) reads(Kind::dentry, place.directory, hash_of_name(place.name));
}

void AccessList::writes_name(const Place& place) {
  if (!place.inside || place.directory == 0) return;
  walks(place);
  writes(Kind::dentry, place.directory, hash_of_name(place.name));
  writes(Kind::dirset, place.directory);
  writes(Kind::attributes, place.directory);
}

void AccessList::removes_directory(NodeId directory) {
  changes(Kind::dirset, directory);
  writes(Kind::dentry, directory, kItself);
}

}  // namespace lockproof::world
