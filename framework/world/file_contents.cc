#include "world/file_contents.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstddef>

namespace lockproof::world {
namespace {

// Where a write begins; -1: not known.
std::int64_t start_of_write(const Description& description, const Node& node) {
  if ((description.open_flags & O_APPEND) == 0) return description.position;
  return node.contents ? static_cast<std::int64_t>(node.contents->size()) : -1;
}

void note_write(const Pending& pending, Node& node, std::size_t bytes) {
  Description& description = *pending.description;
  const std::int64_t start = start_of_write(description, node);
  if (start < 0 || pending.data.size() < bytes) {
    node.contents.reset();
    description.position = -1;
    return;
  }
  const auto at = static_cast<std::size_t>(start);
  description.position = start + static_cast<std::int64_t>(bytes);
  if (!node.contents) return;
  if (node.contents->size() < at + bytes) node.contents->resize(at + bytes, '\0');
  node.contents->replace(at, bytes, pending.data, 0, bytes);
}

}  // namespace

std::optional<std::string_view> known_read(const Pending& pending, const FileTree& files) {
  if (pending.number != SYS_read || pending.arguments[1] == 0 || !pending.description) return std::nullopt;
  const Description& description = *pending.description;
  if (description.kind != Description::Kind::file || description.position < 0) return std::nullopt;
  const std::optional<std::string>& contents = files.at(description.node).contents;
  if (!contents) return std::nullopt;
  const std::size_t start = std::min(static_cast<std::size_t>(description.position), contents->size());
  return std::string_view(*contents).substr(start, pending.arguments[2]);
}

void note_transfer(const Pending& pending, FileTree& files, bool writing, long bytes) {
  Description& description = *pending.description;
  if (pending.number == SYS_write)
    return note_write(pending, files.at(description.node), static_cast<std::size_t>(bytes));
  if (writing) files.at(description.node).contents.reset();
  if (pending.number == SYS_pread64 || pending.number == SYS_pwrite64) return;
  const bool moves = pending.number == SYS_read && description.position >= 0;
  description.position = moves ? description.position + bytes : -1;
}

}  // namespace lockproof::world
