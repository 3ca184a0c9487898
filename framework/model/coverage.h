// How much of what can happen was seen: the classes of equivalent executions (model/class_digest.h) that a campaign
// met.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lockproof::model {

// Counts exactly while the classes are few. Of many it keeps those with the smallest digests, which are a fair sample
// because digests are as good as random (Z. Bar-Yossef et al.: Counting distinct elements in a data stream, RANDOM
// 2002); what is said of all is then an estimate, off by some 6 %.
class Coverage {
 public:
  static constexpr std::size_t kSampleMax = 256;

  struct Class {
    std::uint64_t digest = 0;
    std::uint64_t executions = 0;  // that were of this class
    std::uint64_t first = 0;       // the number of the first of them
    std::uint32_t strategy = 0;    // that made it: index into strategies()
    friend bool operator==(const Class&, const Class&) = default;
  };
  struct Strategy {
    std::string name{};
    std::uint64_t executions = 0;
    friend bool operator==(const Strategy&, const Strategy&) = default;
  };

  Coverage() = default;
  // As saved. Requires: at most kSampleMax classes, by digest, whose strategies there are.
  Coverage(std::vector<Strategy> strategies, std::vector<Class> sample);

  // Execution `number`, made by `strategy`. Executions must be added in order.
  void add(std::uint64_t number, std::uint64_t class_digest, const std::string& strategy);

  // As if the executions of `later`, which come after those here, had been added one by one.
  void merge(const Coverage& later);

  // A strategy of a portfolio, in the order in which they came.
  const std::vector<Strategy>& strategies() const { return strategies_; }
  const std::vector<Class>& sample() const { return sample_; }

  std::uint64_t executions() const;
  bool is_exact() const { return sample_.size() < kSampleMax; }
  std::uint64_t classes() const;  // the number of different ones
  double scale() const;           // classes for each class of the sample

  // The chance that one more execution, made like these, is of a class that was not met yet: the share of those that
  // were met once only (I. J. Good: The population frequencies of species, Biometrika 1953). From 0 to 1; 1 if there
  // was none. Says nothing of executions that the strategy cannot make, or hardly.
  double unseen() const;

  friend bool operator==(const Coverage&, const Coverage&) = default;

 private:
  std::uint32_t index_of(const std::string& strategy);
  void keep_smallest();

  std::vector<Strategy> strategies_;
  std::vector<Class> sample_;  // by digest
};

}  // namespace lockproof::model
