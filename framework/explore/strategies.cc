#include "explore/strategies.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "explore/delay_bounded.h"
#include "explore/exhaustive.h"
#include "explore/fault_sweep.h"
#include "explore/pct.h"
#include "explore/portfolio.h"
#include "explore/pos.h"
#include "explore/random_walk.h"
#include "explore/split_mix.h"
#include "explore/surw.h"

namespace lockproof::explore {
namespace {

template <typename Kind>
std::unique_ptr<Strategy> make(std::uint64_t seed, std::uint64_t) {
  return std::make_unique<Kind>(seed);
}

template <typename Kind>
std::unique_ptr<Strategy> make_with_number(std::uint64_t seed, std::uint64_t number) {
  return std::make_unique<Kind>(seed, number);
}

template <std::unique_ptr<Strategy> (*make_rest)(std::uint64_t, std::uint64_t)>
std::unique_ptr<Strategy> make_sweep(std::uint64_t seed, std::uint64_t number) {
  // Drawn from one seed, places and order would hang together.
  return std::make_unique<FaultSweep>(seed, make_rest(SplitMix(seed).next(), number));
}

constexpr StrategyInfo kStrategies[] = {
    {"delay", "round robin without preemption, but for N delays at random steps (delay:N, by default 2)",
     make_with_number<DelayBounded>, "number of delays", 2, 0, 1000},
    {.name = "exhaustive",
     .summary = "every class of equivalent executions once: a proof within the bounds (partial-order reduction)",
     .make = [](std::uint64_t, std::uint64_t) -> std::unique_ptr<Strategy> {
       return std::make_unique<Exhaustive>(model::Discernment());
     },
     .is_exhaustive = true},
    {"fault_sweep", "a fault at every place in turn where it makes a difference; the rest is random",
     make_sweep<make<RandomWalk>>},
    {"pct", "random priorities that change at N - 1 random steps: finds bugs of depth N (pct:N, by default 3)",
     make_with_number<Pct>, "depth of the bug", 3, 1, 1000},
    {"pct_sweep", "a fault at every place in turn where it makes a difference; the rest as pct:N does",
     make_sweep<make_with_number<Pct>>, "depth of the bug", 6, 1, 1000},
    {.name = "portfolio", .summary = "the others in turn", .make = make<Portfolio>, .maker = Portfolio::maker},
    {"pos", "random priorities of operations, drawn anew for those that conflict (partial order sampling)", make<Pos>},
    {"random", "every actor that can run is as likely as the others; faults strike at any step", make<RandomWalk>},
    {.name = "states",
     .summary = "every state once: a proof as well, with far fewer executions where workers are killed or are many",
     .make = [](std::uint64_t, std::uint64_t) -> std::unique_ptr<Strategy> {
       return std::make_unique<Exhaustive>(model::Discernment());
     },
     .is_exhaustive = true,
     .merges_states = true},
    {"surw", "the orders of what actors do with one path, all equally likely (selectively uniform random walk)",
     make<Surw>},
};

std::uint64_t number_of(const StrategyInfo& info, std::string_view text, std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < info.number_min ||
      number > info.number_max)
    throw BadStrategy(fmt::format("strategy '{}': the {} is a number from {} to {}, as in '{}:{}'", text, info.number,
                                  info.number_min, info.number_max, info.name, info.number_by_default));
  return number;
}

}  // namespace

std::span<const StrategyInfo> all_strategies() {
  return kStrategies;
}

const StrategyInfo* find_strategy(std::string_view name) {
  const auto* const it = std::ranges::find(kStrategies, name, &StrategyInfo::name);
  return it != std::end(kStrategies) ? it : nullptr;
}

NamedStrategy::NamedStrategy(std::string_view text) {
  const std::size_t colon = text.find(':');
  info_ = find_strategy(text.substr(0, colon));
  if (info_ == nullptr) {
    std::string names;
    for (const StrategyInfo& info : kStrategies) names += fmt::format("{}{}", names.empty() ? "" : ", ", info.name);
    throw BadStrategy(fmt::format("there is no strategy '{}'. Strategies: {}. See 'lockproof list strategies'.",
                                  text.substr(0, colon), names));
  }
  number_ = info_->number_by_default;
  if (colon == std::string_view::npos) return;
  if (info_->number.empty())
    throw BadStrategy(fmt::format("strategy '{}' takes no number: write '{}'", text, info_->name));
  number_ = number_of(*info_, text, text.substr(colon + 1));
}

std::string NamedStrategy::name() const {
  return info_->number.empty() ? std::string(info_->name) : fmt::format("{}:{}", info_->name, number_);
}

std::string NamedStrategy::maker(std::uint64_t execution) const {
  return info_->maker != nullptr ? std::string(info_->maker(execution)) : name();
}

}  // namespace lockproof::explore
