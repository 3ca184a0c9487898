#include "oracle/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "oracle/complete_artefact.h"
#include "oracle/deadlock.h"
#include "oracle/denied_lock_is_logged.h"
#include "oracle/errors_propagate.h"
#include "oracle/exit_status.h"
#include "oracle/keys_are_independent.h"
#include "oracle/lock_free_cache_hit.h"
#include "oracle/lock_loss_is_told.h"
#include "oracle/mutual_exclusion.h"
#include "oracle/no_foreign_write.h"
#include "oracle/no_leaked_state.h"
#include "oracle/no_lost_update.h"
#include "oracle/no_stale_write.h"
#include "oracle/overdue_is_logged.h"
#include "oracle/progress.h"
#include "oracle/release_is_own.h"
#include "oracle/single_build.h"
#include "oracle/starvation.h"
#include "oracle/state_isolation.h"
#include "oracle/waiting_is_logged.h"

namespace lockproof::oracle {
namespace {

template <typename Kind>
constexpr OracleInfo info() {
  return {Kind::name, Kind::summary, [] -> std::unique_ptr<Oracle> { return std::make_unique<Kind>(); }};
}

template <typename Kind>
constexpr OracleInfo info_by_marks() {
  OracleInfo all = info<Kind>();
  all.goes_by_marks = true;
  return all;
}

template <typename Kind>
constexpr OracleInfo info_by_state() {
  OracleInfo all = info_by_marks<Kind>();
  all.goes_by_state = true;
  return all;
}

constexpr OracleInfo kOracles[] = {
    info_by_state<CompleteArtefact>(),
    info_by_state<Deadlock>(),
    info<DeniedLockIsLogged>(),
    info<ErrorsPropagate>(),
    info_by_state<ExitStatus>(),
    info<KeysAreIndependent>(),
    info<LockFreeCacheHit>(),
    info<LockLossIsTold>(),
    info_by_state<MutualExclusion>(),
    info<NoForeignWrite>(),
    info_by_state<NoLeakedState>(),
    info<NoLostUpdate>(),
    info<NoStaleWrite>(),
    info<OverdueIsLogged>(),
    info_by_state<Progress>(),
    info<ReleaseIsOwn>(),
    info_by_state<SingleBuild>(),
    info_by_marks<Starvation>(),
    info<StateIsolation>(),
    info_by_marks<WaitingIsLogged>(),
};

}  // namespace

std::span<const OracleInfo> all_oracles() {
  return kOracles;
}

const OracleInfo* find_oracle(std::string_view name) {
  const auto* const it = std::ranges::find(kOracles, name, &OracleInfo::name);
  return it != std::end(kOracles) ? it : nullptr;
}

std::optional<model::Violation> judge(const model::Trace& trace, const Rules& rules,
                                      std::span<const std::string_view> oracles) {
  std::vector<std::unique_ptr<Oracle>> judges;
  for (const std::string_view name : oracles) {
    const OracleInfo* const info = find_oracle(name);
    if (info == nullptr) throw std::invalid_argument(fmt::format("there is no oracle \"{}\"", name));
    judges.push_back(info->make());
    judges.back()->begin(rules);
  }
  for (std::size_t index = 0; index < trace.events.size(); ++index) {
    for (const auto& judge : judges) {
      if (auto violation = judge->observe(trace, index)) return violation;
    }
  }
  for (const auto& judge : judges) {
    if (auto violation = judge->finish(trace)) return violation;
  }
  return std::nullopt;
}

}  // namespace lockproof::oracle
