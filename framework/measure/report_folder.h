// Where a benchmark of lockproof itself saves what it found: --report DIR.
#pragma once

#include <filesystem>
#include <string>

namespace lockproof::measure {

class ReportFolder {
 public:
  ReportFolder() = default;  // saves nothing

  // Makes the folder. `benchmark` names the file of figures, DIR/BENCHMARK.json, and the page, DIR/index.html, is
  // headed by it. Throws std::system_error.
  ReportFolder(const std::filesystem::path& folder, const std::string& benchmark);

  explicit operator bool() const { return !folder_.empty(); }
  std::filesystem::path figures() const;

  // Writes the page: `text`, and tables of the figures, if they are Google Benchmark's. Throws std::system_error.
  void write_page(const std::string& text) const;

 private:
  std::filesystem::path folder_;
  std::string benchmark_;
};

}  // namespace lockproof::measure
