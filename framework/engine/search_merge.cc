#include "engine/search_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "engine/executor.h"
#include "engine/proof.h"

namespace lockproof::engine {
namespace {

using model::Result;
using model::RunSummary;
using model::Search;
using model::SearchPart;

std::string campaign_text(const RunSummary& summary) {
  return fmt::format("version {}, seed {}, campaign {:016x}", summary.version, summary.seed, summary.campaign);
}

// Throws BadMerge.
void check(const NamedSummary& named, const NamedSummary& first) {
  if (campaign_text(named.summary) != campaign_text(first.summary))
    throw BadMerge(
        fmt::format("{} is foreign: it is of {}; but {} is of {}. Parts of one search have all of that in "
                    "common, and the same options of 'lockproof run'",
                    named.name, campaign_text(named.summary), first.name, campaign_text(first.summary)));
  const auto is_same_play = [](const Result& one, const Result& other) {
    return one.lock == other.lock && one.scenario == other.scenario &&
           one.search.has_value() == other.search.has_value();
  };
  if (!std::ranges::equal(named.summary.results, first.summary.results, is_same_play))
    throw BadMerge(
        fmt::format("{} is truncated or foreign: it does not have the results that {} has", named.name, first.name));
  for (const Result& result : named.summary.results) {
    if (!result.search) continue;
    const std::vector<SearchPart>& made = result.search->made;
    const bool is_ordered =
        std::ranges::adjacent_find(made, std::ranges::greater_equal(), &SearchPart::number) == made.end();
    const bool is_within = made.empty() || result.search->parts == 0 || made.back().number < result.search->parts;
    if (!is_ordered || !is_within)
      throw BadMerge(fmt::format("{} contradicts itself: {} in {} has parts that there cannot be", named.name,
                                 result.lock, result.scenario));
  }
}

class SearchUnion {
 public:
  void add(const Result& result);
  Result whole() const;

 private:
  void add(const SearchPart& part);

  std::optional<Result> first_;
  std::optional<Result> finding_;
  model::SearchBasis basis_;
  std::uint64_t parts_ = 0;
  std::map<std::uint64_t, SearchPart> made_;
};

std::uint64_t violating_part(const Result& result) {
  const auto part = std::ranges::find(result.search->made, true, &SearchPart::violation);
  return part == result.search->made.end() ? ~std::uint64_t{0} : part->number;
}

void SearchUnion::add(const SearchPart& part) {
  const auto [place, is_new] = made_.try_emplace(part.number, part);
  if (is_new) return;
  SearchPart& known = place->second;
  const auto rank = [](const SearchPart& one) { return std::tuple(one.finished || one.violation, one.executions); };
  if (rank(known) != rank(part)) {
    if (rank(known) < rank(part)) known = part;
    return;
  }
  // Equal but for the time, and for what of the sample was left out because others had smaller digests.
  SearchPart other = part;
  other.seconds = known.seconds = std::min(known.seconds, part.seconds);
  std::vector<model::Coverage::Class> sample;
  std::ranges::set_union(known.sample, part.sample, std::back_inserter(sample), {}, &model::Coverage::Class::digest,
                         &model::Coverage::Class::digest);
  known.sample = other.sample = std::move(sample);
  if (other != known)
    throw Nondeterminism(fmt::format("lock {}, scenario {}: two runs of part {} of the search differ", first_->lock,
                                     first_->scenario, part.number));
}

void SearchUnion::add(const Result& result) {
  if (!first_) first_ = result;
  const auto order = [](const Result& one) { return std::tuple(violating_part(one), one.token); };
  if (result.verdict == model::Verdict::violation && result.skipped.empty() &&
      (!finding_ || order(result) < order(*finding_)))
    finding_ = result;
  if (result.start == model::kForked) first_->start = result.start;
  if (!first_->search->log10_schedules) first_->search->log10_schedules = result.search->log10_schedules;
  const Search& search = *result.search;
  const bool is_short = !search.basis.includes(basis_);
  if (!basis_.includes(search.basis)) {
    made_.clear();
    parts_ = 0;
    basis_.add(search.basis);
  }
  if (is_short || search.parts == 0) return;
  if (parts_ != 0 && parts_ != search.parts)
    throw Nondeterminism(fmt::format("lock {}, scenario {}: two runs of the search have {} and {} parts", result.lock,
                                     result.scenario, parts_, search.parts));
  parts_ = search.parts;
  for (const SearchPart& part : search.made) add(part);
}

Result SearchUnion::whole() const {
  Result whole = *first_;
  forget_outcome(whole);
  whole.steps = 0;
  if (finding_) {
    take_outcome(*finding_, whole);
    whole.steps = finding_->steps;
  }
  Search& search = *whole.search;
  search.parts = parts_;
  search.basis = basis_;
  search.made.clear();
  for (const auto& [number, part] : made_) search.made.push_back(part);
  conclude(whole);
  if (whole.verdict == model::Verdict::pass && !whole.exhaustive) whole.verdict = model::Verdict::inconclusive;
  return whole;
}

}  // namespace

bool has_searches(const RunSummary& summary) {
  return std::ranges::any_of(summary.results, [](const Result& result) { return result.search.has_value(); });
}

RunSummary merge_searches(std::span<const NamedSummary> summaries) {
  RunSummary merged = summaries.front().summary;
  merged.shard = {};
  for (const NamedSummary& named : summaries) {
    check(named, summaries.front());
    merged.seconds = std::max(merged.seconds, named.summary.seconds);
  }
  for (std::size_t play = 0; play < merged.results.size(); ++play) {
    if (!merged.results[play].search) continue;
    SearchUnion all;
    for (const NamedSummary& named : summaries) all.add(named.summary.results[play]);
    merged.results[play] = all.whole();
  }
  return merged;
}

}  // namespace lockproof::engine
