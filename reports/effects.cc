#include "reports/effects.h"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <string_view>

#include "reports/occupants.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Event;
using model::Object;
using model::Operation;
using Kind = Effect::Kind;

// What a successful call does to the file of its first path.
struct FileCall {
  std::string_view name;
  Kind kind;
};

constexpr std::array kFileCalls = {
    FileCall{"mkdir", Kind::exists},   FileCall{"mkdirat", Kind::exists}, FileCall{"creat", Kind::exists},
    FileCall{"unlink", Kind::gone},    FileCall{"unlinkat", Kind::gone},  FileCall{"rmdir", Kind::gone},
    FileCall{"rename", Kind::moved},   FileCall{"renameat", Kind::moved}, FileCall{"renameat2", Kind::moved},
    FileCall{"link", Kind::linked},    FileCall{"linkat", Kind::linked},  FileCall{"write", Kind::holds},
    FileCall{"pwrite64", Kind::holds}, FileCall{"read", Kind::holds},     FileCall{"pread64", Kind::holds},
    FileCall{"open", Kind::exists},    FileCall{"openat", Kind::exists},
};

bool is_in_world(std::string_view path) {
  return !path.empty() && path != "." && path.front() != '/' && !path.contains(':');
}

void add_file_effect(const Operation& operation, std::vector<Effect>& effects) {
  if (operation.result < 0 || !is_in_world(operation.path)) return;
  const std::string_view call = model::call_name(operation.number);
  const std::string name = printable(operation.path);
  for (const FileCall& known : kFileCalls) {
    if (known.name != call) continue;
    const bool has_data = known.kind == Kind::holds;
    if (has_data && operation.result == 0) return;
    const bool is_cut = operation.result > static_cast<std::int64_t>(operation.data.size());
    std::string text = has_data ? printable(operation.data) + (is_cut ? "..." : "") : printable(operation.path2);
    effects.push_back({.kind = known.kind, .name = name, .text = std::move(text)});
    const bool is_open = call == "open" || call == "openat";
    if ((is_open && (operation.flags & O_TRUNC) != 0) || call == "creat")
      effects.push_back({.kind = Kind::holds, .name = name});
  }
}

// "F_WRLCK, 0, 0".
bool is_taken(const Operation& operation, Object::Kind kind) {
  if (kind == Object::Kind::record_lock)
    return operation.data.starts_with("F_WRLCK") || operation.data.starts_with("F_RDLCK");
  return model::call_name(operation.number) == "flock" && (operation.flags & LOCK_UN) == 0;
}

bool is_shared(const Operation& operation, Object::Kind kind) {
  return kind == Object::Kind::record_lock ? operation.data.starts_with("F_RDLCK") : (operation.flags & LOCK_SH) != 0;
}

void add_lock_effects(const Event& event, std::vector<Effect>& effects) {
  const Operation& operation = event.operation;
  for (const auto& [object, write] : operation.accesses) {
    const bool is_lock = object.kind == Object::Kind::flock || object.kind == Object::Kind::record_lock;
    if (!is_lock || !write) continue;
    const bool is_call = event.kind == Event::Kind::operation && operation.result >= 0;
    if (is_call && is_taken(operation, object.kind))
      effects.push_back({.kind = Kind::locked,
                         .name = printable(operation.path),
                         .text = is_shared(operation, object.kind) ? "shared" : "exclusive",
                         .inode = object.a});
    else
      effects.push_back({.kind = Kind::freed, .inode = object.a});
  }
}

}  // namespace

std::vector<Effect> effects_of(const model::Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  std::vector<Effect> effects;
  if (const auto key = section_entered(event)) effects.push_back({.kind = Kind::entered, .name = printable(*key)});
  if (const auto key = section_left(event)) effects.push_back({.kind = Kind::left, .name = printable(*key)});
  if (event.kind == Event::Kind::operation) add_file_effect(event.operation, effects);
  if (event.kind != Event::Kind::blocked) add_lock_effects(event, effects);
  return effects;
}

}  // namespace lockproof::reports
