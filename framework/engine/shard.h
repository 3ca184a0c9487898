// Which part of a campaign is made here, where several machines share it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/bad_input.h"
#include "model/shard.h"

namespace lockproof::engine {

// A shard that there cannot be; what() says what is wrong and what would be right.
class BadShard : public model::BadInput {
 public:
  using BadInput::BadInput;
};

// "2/4": the second of four. "none": the whole. Throws BadShard.
model::Shard shard_from_text(std::string_view text);

// A shard that the engine which started this process has chosen for it.
struct GivenShard {
  model::Shard shard;
  std::string variables;  // which say so: "SLURM_PROCID and SLURM_NTASKS"
};

// The value of an environment variable, if it is set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Asks for the variables of Slurm arrays, Slurm steps, Open MPI, Kubernetes indexed jobs (where the manifest sets
// JOB_COMPLETIONS), GitLab, Bazel and GoogleTest, in this order. The first of them that has all of its variables set
// wins. Throws BadShard if their values make no sense.
std::optional<GivenShard> shard_from_environment(const Environment& environment);

// Executions first to first + count - 1.
struct Share {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// The executions that fall to a shard. Shards follow one another, and the sizes of any two differ by one at most.
Share share_of(std::uint64_t executions, const model::Shard& shard);

}  // namespace lockproof::engine
