// Every actor that is not killed has exited before Rules::progress_max, plus the contract's recovery_max for each
// death (and once if nobody died). A progress_max of 0 means without limit. An execution that comes to no end
// is a violation as well, but for a deadlock, which is an oracle of its own.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class Progress : public Oracle {
 public:
  static constexpr std::string_view name = "progress";
  static constexpr std::string_view summary = "every actor that is not killed finishes in bounded virtual time";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  const Rules* rules_ = nullptr;
  int killed_ = 0;
};

}  // namespace lockproof::oracle
