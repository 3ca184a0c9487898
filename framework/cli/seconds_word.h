// The word of --time.
#pragma once

#include <string>

namespace lockproof::cli {

// "30s", "1.5min", "2h". Throws UsageError.
double parse_seconds(const std::string& text);

}  // namespace lockproof::cli
