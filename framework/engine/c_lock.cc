#include "engine/c_lock.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <deque>
#include <string>
#include <system_error>
#include <utility>

#include "explore/contract_text.h"
#include "model/bad_input.h"

namespace lockproof::engine {
namespace {

// Of a result, or throws what it says of a failure.
int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), what);
  return result;
}

class CLock : public Lock {
 public:
  CLock(const lockproof_lock& lock, const LockOptions& options) : functions_(lock), log_(options.log) {
    errno = 0;
    object_ = lock.open(options.path.c_str(), options.time_out ? options.time_out->count() : -1, log_line, &log_);
    if (object_ == nullptr) throw std::system_error(errno, std::generic_category(), "open");
  }
  CLock(const CLock&) = delete;
  CLock& operator=(const CLock&) = delete;
  ~CLock() override { functions_.close(object_); }

  bool acquire() override { return checked(functions_.acquire(object_), "acquire") == 0; }
  void release() override { checked(functions_.release(object_), "release"); }
  bool keep_alive() override {
    return functions_.keep_alive == nullptr || checked(functions_.keep_alive(object_), "keep_alive") != 0;
  }
  std::uint64_t token() const override { return functions_.token != nullptr ? functions_.token(object_) : 0; }

 private:
  static void log_line(void* log, const char* line) {
    const auto& receive = *static_cast<const std::function<void(std::string_view)>*>(log);
    if (receive) receive(line);
  }

  const lockproof_lock& functions_;
  std::function<void(std::string_view)> log_;
  void* object_ = nullptr;
};

// LockInfo::make knows of nothing but its options: each lock gets a function of its own.
constexpr std::size_t kLocksMax = 16;
using Make = std::unique_ptr<Lock> (*)(const LockOptions& options);

std::array<const lockproof_lock*, kLocksMax> locks{};

template <std::size_t number>
std::unique_ptr<Lock> make(const LockOptions& options) {
  return std::make_unique<CLock>(*locks[number], options);
}

template <std::size_t... numbers>
constexpr std::array<Make, sizeof...(numbers)> all_makes(std::index_sequence<numbers...>) {
  return {make<numbers>...};
}

Contract contract_of(const lockproof_lock& lock) {
  Contract contract;
  for (const std::string_view line : explore::split(lock.contract != nullptr ? lock.contract : "", '\n')) {
    if (line.empty()) continue;
    try {
      explore::set_promise(contract, line);
    } catch (const explore::BadWord& error) {
      throw model::BadInput(fmt::format("its contract: {}", error.what()));
    }
  }
  return contract;
}

}  // namespace

const LockInfo& lock_info_of(const lockproof_lock& lock) {
  if (lock.version != LOCKPROOF_PLUGIN_VERSION || lock.size != sizeof lock)
    throw model::BadInput(
        fmt::format("it was built against another lockproof/plugin.h, of version {} and {} bytes, not {} and {}: build "
                    "it against the one of this lockproof",
                    lock.version, lock.size, LOCKPROOF_PLUGIN_VERSION, sizeof lock));
  if (lock.name == nullptr || lock.open == nullptr || lock.acquire == nullptr || lock.release == nullptr ||
      lock.close == nullptr)
    throw model::BadInput("name, open, acquire, release and close of its lock must not be NULL");
  static std::deque<LockInfo> infos;
  if (infos.size() == kLocksMax) throw model::BadInput(fmt::format("more than {} such libraries at a time", kLocksMax));
  static constexpr auto kMakes = all_makes(std::make_index_sequence<kLocksMax>());
  locks[infos.size()] = &lock;
  return infos.emplace_back(LockInfo{.name = lock.name,
                                     .summary = lock.summary != nullptr ? lock.summary : "",
                                     .contract = contract_of(lock),
                                     .make = kMakes[infos.size()]});
}

}  // namespace lockproof::engine
