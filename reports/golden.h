// Tests against texts in files: reports/golden/NAME.
#pragma once

#include <string_view>

namespace lockproof::reports {

// The current test fails if `text` is not what the file holds. With LOCKPROOF_UPDATE_GOLDEN=1 in the environment
// the file is written instead: read the difference before you commit it.
void expect_golden(std::string_view name, std::string_view text);

}  // namespace lockproof::reports
