// A run of Google Benchmark that also understands --report DIR.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "measure/report_folder.h"

namespace lockproof::measure {

// Takes the arguments of a program; those of Google Benchmark are its. Throws std::system_error if the folder cannot be
// made.
class BenchmarkRun {
 public:
  BenchmarkRun(int argc, char** argv, const std::string& name) : words_(argv, argv + argc) {
    take_folder(name);
    if (folder_) {
      words_.push_back("--benchmark_out=" + folder_.figures().string());
      words_.emplace_back("--benchmark_out_format=json");
    }
    for (std::string& word : words_) arguments_.push_back(word.data());
    auto count = static_cast<int>(arguments_.size());
    arguments_.push_back(nullptr);
    benchmark::Initialize(&count, arguments_.data());
    is_understood_ = !benchmark::ReportUnrecognizedArguments(count, arguments_.data());
  }

  bool is_understood() const { return is_understood_; }

  void save(const std::string& text = "") const {
    if (folder_) folder_.write_page(text);
  }

 private:
  void take_folder(const std::string& name) {
    constexpr std::string_view kOption = "--report";
    const auto found = std::ranges::find_if(
        words_, [&](const std::string& word) { return word == kOption || word.starts_with("--report="); });
    if (found == words_.end()) return;
    if (*found != kOption) {
      folder_ = ReportFolder(found->substr(kOption.size() + 1), name);
      words_.erase(found);
    } else if (found + 1 != words_.end()) {
      folder_ = ReportFolder(*(found + 1), name);
      words_.erase(found, found + 2);
    }
  }

  std::vector<std::string> words_;
  std::vector<char*> arguments_;  // into words_, as Google Benchmark wants them
  ReportFolder folder_;
  bool is_understood_ = false;
};

}  // namespace lockproof::measure
