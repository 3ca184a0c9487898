// The one file around what an HTML report shows: style and scripts are in it, and it asks for nothing else.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace lockproof::reports {

// The page that shows `data` (reports/html/report.js says how). Works from file://, and needs no network.
std::string html_page(const nlohmann::ordered_json& data);

// As text, in which nothing can end the script element around it. Bytes that are no UTF-8 are replaced.
std::string html_data(const nlohmann::ordered_json& data);

}  // namespace lockproof::reports
