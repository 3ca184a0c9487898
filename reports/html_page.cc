#include "reports/html_page.h"

#include <fmt/format.h>

#include "reports/html_assets.h"

namespace lockproof::reports {

std::string html_data(const nlohmann::ordered_json& data) {
  const std::string text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '<')
      escaped += "\\u003c";
    else
      escaped += c;
  }
  return escaped;
}

std::string html_page(const nlohmann::ordered_json& data) {
  return fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>lockproof report</title>
<link rel="icon" href="data:,">
<style>
{}</style>
</head>
<body>
<noscript>This page needs JavaScript, which is all in this file.</noscript>
<div id="page"></div>
<script type="application/json" id="data">{}</script>
<script>
{}</script>
</body>
</html>
)",
                     kReportStyle, html_data(data), kReportScript);
}

}  // namespace lockproof::reports
