#include "world/rehearsal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <random>
#include <stdexcept>

#include "tracee/server.h"
#include "tracee/stage.h"

namespace lockproof::world {
namespace {

using model::Choice;
using model::Event;

void anchor() {}

// Functions are handed to the stage as distances: it is the same program, loaded at another address.
template <typename Function>
std::intptr_t distance_of(Function function) {
  if (function == nullptr) return 0;
  return reinterpret_cast<std::intptr_t>(function) - reinterpret_cast<std::intptr_t>(&anchor);
}

template <typename Function>
Function function_at(std::intptr_t distance) {
  return reinterpret_cast<Function>(reinterpret_cast<std::intptr_t>(&anchor) + distance);
}

struct Text {
  std::intptr_t part = 0;
  std::intptr_t prepare = 0;
};

Text parse(std::string_view play) {
  Text text;
  const auto [end, error] = std::from_chars(play.data(), play.data() + play.size(), text.part);
  if (error == std::errc{}) std::from_chars(end + 1, play.data() + play.size(), text.prepare);
  return text;
}

class RehearsalProgram : public tracee::Program {
 public:
  void prepare(std::string_view play) override {
    if (const Text text = parse(play); text.prepare != 0) function_at<void (*)()>(text.prepare)();
  }
  int act(std::string_view play, int index, int) override { return function_at<Part>(parse(play).part)(index); }
};

std::unique_ptr<tracee::Stage> the_stage;

tracee::Stage& stage() {
  if (!the_stage)
    the_stage = std::make_unique<tracee::Stage>(std::filesystem::read_symlink("/proc/self/exe"),
                                                std::vector<std::string>{"__stage"});
  return *the_stage;
}

bool is_fault(const Choice& choice) {
  return choice.kind != Choice::Kind::run && choice.kind != Choice::Kind::clock;
}

std::uint16_t index_of(int number) {
  return static_cast<std::uint16_t>(number - 1);
}

}  // namespace

Rehearsal::Rehearsal(Part part, Cast cast) : world_(std::make_unique<World>(stage())) {
  world_->begin({.play = fmt::format("{} {}", distance_of(part), distance_of(cast.prepare)),
                 .actors = cast.actors,
                 .seed = cast.seed,
                 .faults = cast.faults,
                 .conditions = cast.conditions,
                 .watch_results = cast.watch_results},
                trace_);
}

Rehearsal::~Rehearsal() {
  world_.reset();
  if (std::uncaught_exceptions() > 0) the_stage.reset();  // nobody knows what it is in the middle of
}

void Rehearsal::apply(Choice choice) {
  if (std::ranges::count(world_->choices(), choice) == 0)
    throw std::logic_error(
        fmt::format("the world does not offer {} of actor {}", static_cast<int>(choice.kind), choice.actor + 1));
  world_->apply(choice);
}

bool Rehearsal::can_run(int number) {
  return std::ranges::find(world_->choices(), Choice{Choice::Kind::run, index_of(number)}) != world_->choices().end();
}

void Rehearsal::run(int number, int steps) {
  for (; steps > 0; --steps) apply({Choice::Kind::run, index_of(number)});
}

void Rehearsal::run_while_it_can(int number) {
  while (can_run(number)) run(number);
}

void Rehearsal::run_until_it_says(int number, std::string_view line) {
  for (;;) {
    const std::vector<std::string> said = lines(trace_, number);
    if (std::ranges::find(said, line) != said.end()) return;
    run(number);
  }
}

void Rehearsal::kill(int number) {
  apply({Choice::Kind::kill, index_of(number)});
}

void Rehearsal::kill_tree(int number) {
  apply({Choice::Kind::kill_tree, index_of(number)});
}

void Rehearsal::reuse_pid(int number) {
  apply({Choice::Kind::reuse_pid, index_of(number)});
}

void Rehearsal::pause(int number) {
  apply({Choice::Kind::pause, index_of(number)});
}

void Rehearsal::step_clock(int number) {
  apply({Choice::Kind::step_clock, index_of(number)});
}

void Rehearsal::advance_clock() {
  apply({Choice::Kind::clock, 0});
}

const model::Trace& Rehearsal::finish() {
  while (!world_->choices().empty()) {
    const std::vector<Choice>& choices = world_->choices();
    const auto next = std::ranges::find_if_not(choices, is_fault);
    world_->apply(Choice(*next));
  }
  return end();
}

const model::Trace& Rehearsal::finish_at_random(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  while (!world_->choices().empty()) {
    std::vector<Choice> choices = world_->choices();
    std::erase_if(choices, is_fault);
    world_->apply(choices.at(random() % choices.size()));
  }
  return end();
}

const model::Trace& Rehearsal::finish_with_one_fault(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (bool struck = false; !world_->choices().empty();) {
    std::vector<Choice> choices = world_->choices();
    if (struck) std::erase_if(choices, is_fault);
    const Choice choice = choices.at(random() % choices.size());
    struck |= is_fault(choice);
    world_->apply(choice);
  }
  return end();
}

const model::Trace& Rehearsal::end() {
  world_->finish();
  world_->check_files();
  return trace_;
}

model::Trace rehearse(Part part, Cast cast) {
  return Rehearsal(part, cast).finish();
}

void say(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vdprintf(STDOUT_FILENO, format, arguments);
  va_end(arguments);
  (void)!write(STDOUT_FILENO, "\n", 1);
}

double since_start_s(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  const std::int64_t start_ns = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI
                                    ? VirtualClock::kRealtimeStartNs
                                    : VirtualClock::kMonotonicStartNs;
  return static_cast<double>(time.tv_sec * 1'000'000'000 + time.tv_nsec - start_ns) / 1e9;
}

std::vector<std::string> lines(const model::Trace& trace, int number) {
  std::vector<std::string> lines;
  for (const Event& event : trace.events)
    if (event.kind == Event::Kind::log && (number == 0 || event.actor == number - 1)) lines.push_back(event.text);
  return lines;
}

std::string fate(const model::Trace& trace, int number) {
  for (const Event& event : trace.events)
    if (event.kind == Event::Kind::exit && event.actor == number - 1) return event.text;
  return "";
}

const model::Operation& first_operation(const model::Trace& trace, int number, std::string_view name) {
  const auto found = std::ranges::find_if(trace.events, [&](const model::Event& event) {
    return event.kind == model::Event::Kind::operation && event.actor == number - 1 &&
           model::call_name(event.operation.number) == name;
  });
  return found->operation;
}

int count(const model::Trace& trace, Event::Kind kind) {
  return static_cast<int>(std::ranges::count(trace.events, kind, &Event::kind));
}

}  // namespace lockproof::world

int main(int argc, char** argv) {
  using namespace lockproof;
  if (argc == 5 && std::string_view(argv[1]) == "__stage") {
    world::RehearsalProgram program;
    return tracee::serve(std::stoi(argv[2]), std::stoi(argv[3]), std::stoi(argv[4]), program);
  }
  testing::InitGoogleTest(&argc, argv);
  tracee::start_watchdog();
  const int status = RUN_ALL_TESTS();
  world::the_stage.reset();
  return status;
}
