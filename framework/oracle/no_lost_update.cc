#include "oracle/no_lost_update.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/path_glob.h"

namespace lockproof::oracle {

using model::Access;
using model::Event;
using model::Object;
using model::Trace;
using model::Violation;

void NoLostUpdate::begin(const Rules& rules) {
  rules_ = &rules;
  files_.clear();
  versions_read_.clear();
}

std::optional<Violation> NoLostUpdate::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const std::string& path = event.operation.path;
  const auto covers = [&](const std::string& pattern) { return matches_glob(pattern, path); };
  if (event.kind != Event::Kind::operation || event.operation.result < 0 ||
      std::ranges::none_of(rules_->protected_paths, covers))
    return std::nullopt;
  const auto touches = [&](bool write) {
    return std::ranges::any_of(event.operation.accesses, [&](const Access& access) {
      return access.object.kind == Object::Kind::data && access.write == write;
    });
  };
  Contents& contents = files_[path];
  const auto read = versions_read_.find({path, event.actor});
  if (!touches(true)) {
    if (touches(false) && event.operation.fd >= 0) versions_read_[{path, event.actor}] = contents.version;
    return std::nullopt;
  }
  const bool is_lost = read != versions_read_.end() && read->second != contents.version;
  const int overwritten = contents.writer;
  contents = {contents.version + 1, event.actor};
  if (read != versions_read_.end()) read->second = contents.version;
  if (!is_lost) return std::nullopt;
  return finding(name,
                 fmt::format("{} wrote to {} what it made of old contents: the update by {} is lost",
                             name_of(trace, event.actor), path, name_of(trace, overwritten)),
                 index);
}

std::optional<Violation> NoLostUpdate::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
