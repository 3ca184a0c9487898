// Judges the marks "partial KEY" and "complete KEY": an actor that finds an artefact must find it whole, and one of the
// scenario's own that claims success must have found it, by itself or by a descendant.
#pragma once

#include "oracle/oracle.h"

namespace lockproof::oracle {

class CompleteArtefact : public Oracle {
 public:
  static constexpr std::string_view name = "complete_artefact";
  static constexpr std::string_view summary =
      "nobody ever finds a half-finished artefact, or claims success without one";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;
};

}  // namespace lockproof::oracle
