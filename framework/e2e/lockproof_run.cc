#include "e2e/lockproof_run.h"

#include <fstream>

#include "e2e/fresh_folder.h"

namespace lockproof::e2e {

Finished lockproof(Words words, const Surroundings& surroundings) {
  words.insert(words.begin(), LOCKPROOF_PROGRAM);
  return run(words, surroundings);
}

Campaign campaign(const Words& words) {
  const FreshFolder folder;
  const std::filesystem::path file = folder.path() / "results.json";
  Words all = {"run", "--json", file};
  all.insert(all.end(), words.begin(), words.end());
  Campaign campaign{.finished = lockproof(all), .results = nlohmann::json::array()};
  if (std::ifstream in(file); in) {
    campaign.results = nlohmann::json::parse(in).at("results");
  }
  return campaign;
}

bool actors_can(const std::string& command) {
  return run({"env", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "sh", "-c", command}).status == 0;
}

}  // namespace lockproof::e2e
