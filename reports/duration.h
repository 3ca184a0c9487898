// Times and durations in words.
#pragma once

#include <cstdint>
#include <string>

namespace lockproof::reports {

// A moment of an execution: "+12.345678 s". What is below a microsecond is cut off, so that times never run ahead.
std::string moment_text(std::int64_t time_ns);

// A duration in two figures or so: "850 ns", "3.9 us", "58 ms", "1.2 s", "5 min 0.1 s", "2 h 3 min". Rounded.
std::string duration_text(std::int64_t duration_ns);
std::string duration_text(double seconds);

}  // namespace lockproof::reports
