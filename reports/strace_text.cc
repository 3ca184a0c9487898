#include "reports/strace_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Event;

class Lines {
 public:
  explicit Lines(const model::Trace& trace) : trace_(trace) {}

  void add(const Event& event) {
    switch (event.kind) {
      case Event::Kind::operation:
        return add_call(event);
      case Event::Kind::blocked:
        if (unfinished_.insert_or_assign(event.actor, event.operation.number).second)
          write(event, begun(event) + " <unfinished ...>");
        return;
      case Event::Kind::log:
        return write(event, fmt::format("write(\"{}\\n\") = {}", printable(event.text), event.text.size() + 1));
      case Event::Kind::spawn:
        text_ += fmt::format("strace: Process {} attached\n", pid_of(event));
        return;
      case Event::Kind::exec:
        return;  // its execve is there
      case Event::Kind::exit: {
        const std::string_view how = event.text;
        return write(event, how.starts_with("exit ") ? fmt::format("+++ exited with {} +++", how.substr(5))
                                                     : fmt::format("+++ killed by {} +++", how));
      }
      case Event::Kind::signal:
        return write(event, fmt::format("--- {0} {{si_signo={0}}} ---", event.text));
      case Event::Kind::mark:
      case Event::Kind::fault:
        return write(event, fmt::format("--- {} ---", printable(event.text)));
      case Event::Kind::clock:
        text_ += fmt::format("--- {:.6f} is the time ---\n", static_cast<double>(event.time_ns) / 1e9);
        return;
    }
  }

  std::string take() { return std::move(text_); }

 private:
  int pid_of(const Event& event) const { return trace_.actors[static_cast<std::size_t>(event.actor)].pid; }

  void write(const Event& event, std::string_view what) {
    text_ += fmt::format("{} {:.6f} {}\n", pid_of(event), static_cast<double>(event.time_ns) / 1e9, what);
  }

  // Without the closing parenthesis.
  static std::string begun(const Event& event) {
    std::string call = printable(to_string(event.operation));
    if (call.ends_with(')')) call.pop_back();
    return call;
  }

  void add_call(const Event& event) {
    const auto asleep = unfinished_.extract(event.actor);
    const std::string call = asleep && asleep.mapped() == event.operation.number
                                 ? fmt::format("<... {} resumed>)", model::call_name(event.operation.number))
                                 : printable(to_string(event.operation));
    write(event, fmt::format("{} {}", call, printable(result_text(event.operation))));
  }

  const model::Trace& trace_;
  std::map<int, std::uint16_t> unfinished_;  // actors that sleep in a call: its number
  std::string text_;
};

}  // namespace

std::string strace_text(const model::Trace& trace) {
  Lines lines(trace);
  for (const Event& event : trace.events) lines.add(event);
  return lines.take();
}

}  // namespace lockproof::reports
