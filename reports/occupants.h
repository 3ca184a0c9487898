// Who is inside which critical section, as the marks of a trace tell it.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "model/trace.h"

namespace lockproof::reports {

// The key of the critical section that the event enters or leaves; nothing if it does not.
std::optional<std::string_view> section_entered(const model::Event& event);
std::optional<std::string_view> section_left(const model::Event& event);

class Occupants {
 public:
  // `trace` must outlive the object.
  explicit Occupants(const model::Trace& trace);

  // The event happens: "enter KEY" and "leave KEY" count, and who is gone is inside no more.
  void observe(const model::Event& event);

  bool contains(int actor) const;

  // "1 2": the actors' names; "1:base 2:env" if the trace has more than one critical section. Empty if all are out.
  std::string text() const;

 private:
  const model::Trace& trace_;
  bool has_keys_ = false;
  std::set<std::pair<int, std::string>> inside_;  // actor, key
};

}  // namespace lockproof::reports
