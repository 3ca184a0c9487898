// The program under test, LOCKPROOF_PROGRAM, and the results that it writes.
#pragma once

#include <nlohmann/json.hpp>

#include "e2e/program_run.h"

namespace lockproof::e2e {

struct Campaign {
  Finished finished;
  nlohmann::json results;  // the array of that name in the file of --json; empty if there is no such file
};

// `lockproof WORDS`.
Finished lockproof(Words words, const Surroundings& surroundings = {});

// `lockproof run WORDS --json FILE`.
Campaign campaign(const Words& words);

// Whether `sh -c COMMAND` succeeds with the PATH that actors have.
bool actors_can(const std::string& command);

}  // namespace lockproof::e2e
