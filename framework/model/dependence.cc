#include "model/dependence.h"

#include <algorithm>

namespace lockproof::model {
namespace {

bool meet(const std::vector<std::uint16_t>& left, const std::vector<std::uint16_t>& right) {
  return std::ranges::any_of(left, [&](std::uint16_t actor) { return std::ranges::find(right, actor) != right.end(); });
}

bool conflict(const Footprint& left, const Footprint& right) {
  const std::uint64_t both = (left.write_set & (right.read_set | right.write_set)) | (right.write_set & left.read_set);
  if (both == 0) return false;
  return std::ranges::any_of(left.accesses, [&](const Access& mine) {
    return std::ranges::any_of(right.accesses, [&](const Access& theirs) { return conflict(mine, theirs); });
  });
}

}  // namespace

bool dependent(const Footprint& left, const Footprint& right) {
  if (left.is_clock || right.is_clock) return true;
  if (left.is_fault && right.is_fault) return true;
  if (left.is_one_of_several && !right.ended.empty()) return true;
  if (right.is_one_of_several && !left.ended.empty()) return true;
  return meet(left.actors, right.actors) || conflict(left, right);
}

void HappensBefore::cut(std::size_t size) {
  past_.resize(std::min(size, past_.size()));
}

std::vector<std::size_t> HappensBefore::add(const Footprint& step, std::span<const Footprint* const> earlier) {
  const std::size_t size = past_.size();
  std::vector<std::uint64_t> past(size / 64 + 1);
  std::vector<std::size_t> races;
  for (std::size_t i = size; i-- > 0;) {
    if ((past[i / 64] >> (i % 64) & 1U) != 0 || !dependent(*earlier[i], step)) continue;
    races.push_back(i);
    past[i / 64] |= std::uint64_t{1} << (i % 64);
    for (std::size_t word = 0; word < past_[i].size(); ++word) past[word] |= past_[i][word];
  }
  past_.push_back(std::move(past));
  return races;
}

}  // namespace lockproof::model
