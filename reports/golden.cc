#include "reports/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "reports/whole_file.h"

namespace lockproof::reports {

void expect_golden(std::string_view name, std::string_view text) {
  const std::filesystem::path path = std::filesystem::path(LOCKPROOF_GOLDEN_DIR) / name;
  const char* const update = std::getenv("LOCKPROOF_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    write_whole(path, text);
    return;
  }
  EXPECT_EQ(read_whole(path), text) << path << " is out of date, or the code is wrong";
}

}  // namespace lockproof::reports
