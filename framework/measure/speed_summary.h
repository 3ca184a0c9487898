// What the figures of lockproof_speed say, for a person.
#pragma once

#include <map>
#include <string>

namespace lockproof::measure {

// By benchmark ("control/actors:3"), then by counter.
using SpeedFigures = std::map<std::string, std::map<std::string, double>, std::less<>>;

// Leaves out what was not measured.
std::string to_text(const SpeedFigures& figures);

}  // namespace lockproof::measure
