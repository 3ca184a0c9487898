#include "world/descriptors.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

namespace lockproof::world {

void set_append(Description& description, bool on) {
  description.open_flags &= ~std::uint64_t{O_APPEND};
  if (on) description.open_flags |= O_APPEND;
}

DescriptorTable::DescriptorTable(const DescriptorTable& parent) : slots_(parent.slots_) {
  for (const Slot& slot : slots_)
    if (slot.description) ++slot.description->holders;
}

DescriptorTable::~DescriptorTable() {
  for (const Slot& slot : slots_)
    if (slot.description) --slot.description->holders;
}

Description* DescriptorTable::find(int fd) const {
  const auto index = static_cast<std::size_t>(fd);
  return fd >= 0 && index < slots_.size() ? slots_[index].description.get() : nullptr;
}

DescriptionPtr DescriptorTable::share(int fd) const {
  return find(fd) == nullptr ? nullptr : slots_[static_cast<std::size_t>(fd)].description;
}

int DescriptorTable::find(const Description& description) const {
  const auto found = std::ranges::find(slots_, &description, [](const Slot& slot) { return slot.description.get(); });
  return found == slots_.end() ? -1 : static_cast<int>(found - slots_.begin());
}

DescriptionPtr DescriptorTable::install(int fd, DescriptionPtr description, bool close_on_exec) {
  DescriptionPtr closed = close(fd);
  const auto index = static_cast<std::size_t>(fd);
  if (index >= slots_.size()) slots_.resize(index + 1);
  ++description->holders;
  slots_[index] = {std::move(description), close_on_exec};
  return closed;
}

DescriptionPtr DescriptorTable::close(int fd) {
  if (find(fd) == nullptr) return nullptr;
  DescriptionPtr description = std::exchange(slots_[static_cast<std::size_t>(fd)], Slot{}).description;
  return --description->holders == 0 ? description : nullptr;
}

void DescriptorTable::set_close_on_exec(int fd, bool on) {
  if (find(fd) != nullptr) slots_[static_cast<std::size_t>(fd)].close_on_exec = on;
}

int DescriptorTable::lowest_free() const {
  const auto free = std::ranges::find(slots_, nullptr, &Slot::description);
  return static_cast<int>(free - slots_.begin());
}

std::vector<int> DescriptorTable::open_descriptors() const {
  std::vector<int> open;
  for (std::size_t fd = 0; fd < slots_.size(); ++fd)
    if (slots_[fd].description) open.push_back(static_cast<int>(fd));
  return open;
}

std::vector<int> DescriptorTable::close_on_exec_descriptors() const {
  std::vector<int> open;
  for (std::size_t fd = 0; fd < slots_.size(); ++fd)
    if (slots_[fd].description && slots_[fd].close_on_exec) open.push_back(static_cast<int>(fd));
  return open;
}

}  // namespace lockproof::world
