#include "e2e/results_text.h"

#include <nlohmann/json.hpp>

#include "e2e/file_text.h"

namespace lockproof::e2e {

std::string comparable_results(const std::filesystem::path& file) {
  const auto json = nlohmann::ordered_json::parse(file_text(file));
  nlohmann::ordered_json all = {{"seed", json.at("seed")}, {"campaign", json.at("campaign")}};
  for (nlohmann::ordered_json result : json.at("results")) {
    result.erase("seconds");
    if (result.contains("search"))
      for (auto& part : result["search"]["made"]) part.erase("seconds");
    all["results"].push_back(result);
  }
  return all.dump(1);
}

}  // namespace lockproof::e2e
