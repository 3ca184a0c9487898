// No update of a protected file is lost: between an actor's reading it and its writing it, nobody else writes.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "oracle/oracle.h"

namespace lockproof::oracle {

class NoLostUpdate : public Oracle {
 public:
  static constexpr std::string_view name = "no_lost_update";
  static constexpr std::string_view summary =
      "nobody writes to a protected file what it made of contents that another one has replaced since";

  void begin(const Rules& rules) override;
  std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) override;
  std::optional<model::Violation> finish(const model::Trace& trace) override;

 private:
  struct Contents {
    std::size_t version = 0;  // how often it was written
    int writer = -1;          // whose they are
  };

  const Rules* rules_ = nullptr;
  std::map<std::string, Contents> files_;
  std::map<std::pair<std::string, int>, std::size_t> versions_read_;  // by file and actor
};

}  // namespace lockproof::oracle
