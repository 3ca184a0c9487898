// Judges the mark "partial KEY": an actor that finds an artefact must find it whole.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class CompleteArtefact : public Oracle {
 public:
  static constexpr std::string_view name = "complete_artefact";
  static constexpr std::string_view summary = "nobody ever finds a half-finished artefact";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;
};

}  // namespace lockproof::oracle
