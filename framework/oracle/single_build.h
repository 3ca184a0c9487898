// Judges the marks "begin KEY" and "end KEY". Nobody begins to build what is built already, or what another living
// actor is building; what is built is not built again. A builder that was killed, or that left the mark
// "fail KEY", may be followed by another. If
// nobody died or failed, what was begun is finished.
#pragma once

#include <vector>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class SingleBuild : public Oracle {
 public:
  static constexpr std::string_view name = "single_build";
  static constexpr std::string_view summary = "exactly one actor makes the artefact; after a death, another one may";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Artefact {
    std::size_t begun;      // index of the first event with this key
    int builder = kNobody;  // between begin and end, and alive
    int finished_by = kNobody;
  };
  static constexpr int kNobody = -1;

  Artefact& artefact(const model::Trace& trace, std::size_t index, std::string_view key);
  std::optional<model::Violation> begin_build(const model::Trace& trace, std::size_t index, std::string_view key);
  std::optional<model::Violation> end_build(const model::Trace& trace, std::size_t index, std::string_view key);
  void note_exit(const model::Trace& trace, const model::Event& exit);

  std::vector<Artefact> artefacts_;
  bool somebody_failed_ = false;  // an actor was killed, or one of the scenario exited with another status than 0
};

}  // namespace lockproof::oracle
