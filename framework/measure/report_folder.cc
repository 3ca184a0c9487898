#include "measure/report_folder.h"

#include <nlohmann/json.hpp>

#include "reports/benchmark_html.h"
#include "reports/whole_file.h"

namespace lockproof::measure {

using Json = nlohmann::ordered_json;

ReportFolder::ReportFolder(const std::filesystem::path& folder, const std::string& benchmark)
    : folder_(folder), benchmark_(benchmark) {
  std::filesystem::create_directories(folder_);
}

std::filesystem::path ReportFolder::figures() const {
  return folder_ / (benchmark_ + ".json");
}

void ReportFolder::write_page(const std::string& text) const {
  const Json figures = Json::parse(reports::read_whole(this->figures()));
  reports::write_whole(folder_ / "index.html",
                       reports::benchmark_page(benchmark_, text, figures.value("benchmarks", Json::array())));
}

}  // namespace lockproof::measure
