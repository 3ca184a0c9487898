// Memory that forked processes have in common.
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <new>
#include <span>
#include <system_error>
#include <type_traits>

namespace lockproof::measure {

// `count` objects; gone with the last process that has them. Throws std::system_error.
template <typename Item>
class SharedMemory {
  static_assert(std::is_trivially_destructible_v<Item>);

 public:
  explicit SharedMemory(std::size_t count = 1) : count_(count) {
    void* memory = mmap(nullptr, count * sizeof(Item), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::system_category(), "mmap");
    items_ = static_cast<Item*>(memory);
    for (Item& item : items()) new (&item) Item();
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory() { munmap(items_, count_ * sizeof(Item)); }

  std::span<Item> items() const { return {items_, count_}; }
  Item& operator*() const { return *items_; }
  Item* operator->() const { return items_; }

 private:
  std::size_t count_;
  Item* items_ = nullptr;
};

}  // namespace lockproof::measure
