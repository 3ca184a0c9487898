// The style and the script of the HTML report: reports/html/, put into the program by the build.
#pragma once

#include <string_view>

namespace lockproof::reports {

extern const std::string_view kReportStyle;
extern const std::string_view kReportScript;

}  // namespace lockproof::reports
