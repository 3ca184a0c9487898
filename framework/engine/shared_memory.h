// Memory that forked processes have in common.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>
#include <system_error>
#include <type_traits>

namespace lockproof::engine {

// `count` items, gone with the last process that has them. They are zero bytes, and none is constructed: an item of
// zero bytes must be a good one. Memory that nobody touches costs nothing. Throws std::system_error.
template <typename Item>
class SharedMemory {
  static_assert(std::is_trivially_destructible_v<Item>);

 public:
  explicit SharedMemory(std::size_t count = 1) : count_(count) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::system_category(), "memory for several processes");
    items_ = static_cast<Item*>(memory);
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory() { munmap(items_, bytes()); }

  std::span<Item> items() const { return {items_, count_}; }
  Item& operator*() const { return *items_; }
  Item* operator->() const { return items_; }

 private:
  std::size_t bytes() const { return std::max<std::size_t>(count_ * sizeof(Item), 1); }

  std::size_t count_;
  Item* items_ = nullptr;
};

}  // namespace lockproof::engine
