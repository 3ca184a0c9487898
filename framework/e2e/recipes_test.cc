// The YAML of the README: it is well-formed, has what its readers require, and its commands do what they shall.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/program_run.h"
#include "e2e/readme_block.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// One that can read YAML; Debian's own may not be the first in PATH.
std::string python() {
  for (const char* name : {"python3", "/usr/bin/python3"})
    if (run({"sh", "-c", std::string(name) + " -c 'import yaml'"}).status == 0) return name;
  return "";
}

class Recipes : public testing::Test {
 protected:
  void SetUp() override {
    if (python().empty())
      GTEST_SKIP() << "skipped, because there is no python3 with yaml: apt-get install python3-yaml";
    for (const ReadmeBlock& block :
         readme_blocks(file_text(std::string(LOCKPROOF_SOURCE_DIR) + "/README.md"), "yaml")) {
      std::ofstream(folder_.path() / "block.yaml") << block.text;
      const Finished read =
          run({python(), "-c", "import json,yaml; print(json.dumps(yaml.safe_load(open('block.yaml'))))"},
              {.folder = folder_.path()});
      ASSERT_EQ(read.status, 0) << "README.md:" << block.line << "\n" << read;
      documents_.push_back(json::parse(read.out));
    }
    fs::create_directory(folder_.path() / "bin");
    fs::create_symlink(LOCKPROOF_PROGRAM, folder_.path() / "bin/lockproof");
    std::ofstream(folder_.path() / "my-lock") << "#!/bin/sh\nexec flock \"$@\"\n";
    fs::permissions(folder_.path() / "my-lock", fs::perms{0755});
  }

  // That one of the documents which has it.
  json with(const char* key) const {
    for (const json& document : documents_)
      if (document.contains(key)) return document;
    ADD_FAILURE() << "no YAML of README.md has " << key;
    return {};
  }

  // In less time than it takes in earnest.
  Finished shell(std::string script, const Words& variables = {}) const {
    script = std::regex_replace(script, std::regex("--time \\S+"), "--time 3s");
    script = std::regex_replace(script, std::regex("--executions \\S+"), "--executions 8");
    script = std::regex_replace(script, std::regex("/results/"), "");
    return run({"sh", "-ec", "PATH=$PWD/bin:$PATH\n" + script}, {.folder = folder_.path(), .variables = variables});
  }

  bool made(const char* file) const { return fs::exists(folder_.path() / file); }

 private:
  const FreshFolder folder_;
  std::vector<json> documents_;
};

TEST_F(Recipes, OfGitHubRuns) {
  const json workflow = with("jobs");
  EXPECT_TRUE(workflow.contains("true")) << "'on' to PyYAML: without it there is no workflow";
  const json& job = workflow.at("jobs").at("locks");
  EXPECT_TRUE(job.contains("runs-on"));
  int commands = 0;
  for (const json& step : job.at("steps")) {
    EXPECT_NE(step.contains("uses"), step.contains("run")) << step;
    const std::string command = step.value("run", "");
    if (!command.starts_with("lockproof ")) continue;
    const Finished finished = shell(command);
    EXPECT_EQ(finished.status, 0) << finished;
    ++commands;
  }
  EXPECT_EQ(commands, 1);
  EXPECT_TRUE(made("page/index.html"));
}

TEST_F(Recipes, OfGitLabRuns) {
  const json job = with("locks").at("locks");
  const Finished finished = shell(job.at("script"));
  EXPECT_EQ(finished.status, 0) << finished;
  const std::string report = job.at("artifacts").at("reports").at("junit");
  EXPECT_TRUE(made(report.c_str()));
}

TEST_F(Recipes, OfKubernetesRuns) {
  const json manifest = with("kind");
  EXPECT_EQ(manifest.at("kind"), "Job");
  const json& spec = manifest.at("spec");
  const json& container = spec.at("template").at("spec").at("containers").at(0);
  EXPECT_EQ(container.at("command"), json({"sh", "-c"}));
  const json& variable = container.at("env").at(0);
  EXPECT_EQ(variable.at("value"), std::to_string(spec.at("completions").get<int>()));
  const std::string completions = std::string(variable.at("name")) + "=" + std::string(variable.at("value"));
  const Finished finished = shell(container.at("args").at(0), {completions, "JOB_COMPLETION_INDEX=2"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.err, testing::HasSubstr("shard 3/8"));
  EXPECT_TRUE(made("shard-2.json"));
  EXPECT_TRUE(made("2.journal"));
}

}  // namespace
}  // namespace lockproof::e2e
