#include <bit>
#include <concepts>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

// For XXH3_state_t on the stack.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "model/trace.h"

namespace lockproof::model {
namespace {

static_assert(std::endian::native == std::endian::little, "digests are defined over little-endian numbers");

// Collects what is to be hashed: XXH3 is fast on large pieces and slow on many small ones. Every text and list is
// preceded by its size, so that no two different traces are written the same.
class Digester {
 public:
  Digester() { XXH3_64bits_reset(&state_); }

  template <typename... Number>
  requires(std::is_integral_v<Number>&&...) void numbers(Number... number) {
    const std::uint64_t packed[] = {static_cast<std::uint64_t>(number)...};
    bytes(packed, sizeof packed);
  }

  template <typename Enum>
  requires std::is_enum_v<Enum>
  static std::uint64_t code(Enum value) { return static_cast<std::uint64_t>(value); }

  void text(std::string_view text) {
    numbers(text.size());
    bytes(text.data(), text.size());
  }

  std::uint64_t result() {
    flush();
    return XXH3_64bits_digest(&state_);
  }

 private:
  void bytes(const void* data, std::size_t size) {
    if (size > sizeof buffer_ - used_) {
      flush();
      if (size > sizeof buffer_) {
        XXH3_64bits_update(&state_, data, size);
        return;
      }
    }
    std::memcpy(buffer_ + used_, data, size);
    used_ += size;
  }

  void flush() {
    XXH3_64bits_update(&state_, buffer_, used_);
    used_ = 0;
  }

  XXH3_state_t state_;
  std::size_t used_ = 0;
  char buffer_[8192];
};

void add(Digester& digester, const Operation& operation) {
  digester.numbers(operation.number, operation.fd, operation.result, operation.flags, operation.value,
                   operation.data_hash, operation.accesses.size());
  for (const Access& access : operation.accesses) {
    const std::uint64_t kind = Digester::code(access.object.kind) << 1 | (access.write ? 1 : 0);
    digester.numbers(kind, access.object.a, access.object.b);
  }
  digester.text(operation.path);
  digester.text(operation.path2);
  digester.text(operation.data);
}

void add(Digester& digester, const Event& event) {
  digester.numbers(Digester::code(event.kind), event.actor, event.step, event.time_ns);
  digester.text(event.text);
  add(digester, event.operation);
}

}  // namespace

std::uint64_t digest(const Trace& trace) {
  Digester digester;
  digester.numbers(Digester::code(trace.end), trace.time_ns, trace.actors.size(), trace.schedule.size(),
                   trace.events.size(), trace.residue.size(), trace.unmodelled.size());
  for (const ActorRecord& actor : trace.actors) {
    digester.numbers(actor.parent, actor.pid);
    digester.text(actor.name);
  }
  for (const Choice& choice : trace.schedule) digester.numbers(Digester::code(choice.kind), choice.actor, choice.value);
  for (const Event& event : trace.events) add(digester, event);
  for (const Residue& residue : trace.residue) {
    digester.numbers(Digester::code(residue.kind), residue.actor);
    digester.text(residue.name);
  }
  for (const std::string& reason : trace.unmodelled) digester.text(reason);
  return digester.result();
}

std::uint64_t combine(std::uint64_t so_far, std::uint64_t next) {
  const std::uint64_t both[] = {so_far, next};
  return XXH3_64bits(both, sizeof both);
}

}  // namespace lockproof::model
