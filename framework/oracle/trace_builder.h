// Hand-written traces for tests.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "model/trace.h"
#include "oracle/oracle.h"

namespace lockproof::oracle {

// Actors go by their names: TraceBuilder(2).mark("1", "enter build").exit("1").trace().
class TraceBuilder {
 public:
  // The scenario's actors "1", "2"...
  explicit TraceBuilder(int actors) {
    for (int actor = 1; actor <= actors; ++actor) trace_.actors.push_back({.name = std::to_string(actor)});
  }

  TraceBuilder& child(std::string_view name, std::string_view parent) {
    trace_.actors.push_back({.name = std::string(name), .parent = index_of(parent)});
    return *this;
  }

  TraceBuilder& check() {
    trace_.actors.push_back({.name = std::string(model::kCheckName)});
    return *this;
  }

  TraceBuilder& mark(std::string_view actor, std::string_view text) {
    return add(model::Event::Kind::mark, actor).with_text(text);
  }

  TraceBuilder& fault(std::string_view actor, std::string_view text) {
    return add(model::Event::Kind::fault, actor).with_text(text);
  }

  TraceBuilder& log(std::string_view actor, std::string_view line) {
    return add(model::Event::Kind::log, actor).with_text(line);
  }

  TraceBuilder& perform(std::string_view actor, model::Operation operation) {
    add(model::Event::Kind::operation, actor);
    trace_.events.back().operation = std::move(operation);
    return *this;
  }

  TraceBuilder& exit(std::string_view actor, int status = 0) {
    add(model::Event::Kind::exit, actor).with_text("exit " + std::to_string(status));
    trace_.events.back().operation.result = status;
    return *this;
  }

  TraceBuilder& die(std::string_view actor, int signal, std::string_view signal_name) {
    add(model::Event::Kind::exit, actor).with_text(signal_name);
    trace_.events.back().operation.result = 128 + signal;
    return *this;
  }

  TraceBuilder& kill(std::string_view actor) { return die(actor, 9, "SIGKILL"); }

  TraceBuilder& block(std::string_view actor, model::Operation operation) {
    add(model::Event::Kind::blocked, actor);
    trace_.events.back().operation = std::move(operation);
    return *this;
  }

  // What follows happens at this virtual time.
  TraceBuilder& at(std::chrono::nanoseconds time) {
    trace_.time_ns = time.count();
    trace_.events.push_back({.kind = model::Event::Kind::clock, .actor = -1, .time_ns = trace_.time_ns});
    return *this;
  }

  TraceBuilder& leave_behind(model::Residue::Kind kind, std::string_view name) {
    trace_.residue.push_back({.kind = kind, .name = std::string(name)});
    return *this;
  }

  TraceBuilder& end(model::End end) {
    trace_.end = end;
    return *this;
  }

  const model::Trace& trace() const { return trace_; }

 private:
  std::int16_t index_of(std::string_view name) const {
    for (std::size_t i = 0; i < trace_.actors.size(); ++i) {
      if (trace_.actors[i].name == name) return static_cast<std::int16_t>(i);
    }
    throw std::invalid_argument("no such actor: " + std::string(name));
  }

  TraceBuilder& add(model::Event::Kind kind, std::string_view actor) {
    trace_.events.push_back({.kind = kind, .actor = index_of(actor), .time_ns = trace_.time_ns});
    return *this;
  }

  TraceBuilder& with_text(std::string_view text) {
    trace_.events.back().text = text;
    return *this;
  }

  model::Trace trace_;
};

inline std::optional<model::Violation> judge_by(std::string_view oracle, const TraceBuilder& builder,
                                                const Rules& rules = {}) {
  const std::string_view oracles[] = {oracle};
  return judge(builder.trace(), rules, oracles);
}

// What the oracle says of the trace; "pass" if it does not fire.
inline std::string message_by(std::string_view oracle, const TraceBuilder& builder, const Rules& rules = {}) {
  const auto violation = judge_by(oracle, builder, rules);
  return violation ? violation->message : "pass";
}

}  // namespace lockproof::oracle
