// Patterns for paths: "*" stands for any run of characters but "/"; everything else stands for itself.
#pragma once

#include <string_view>

namespace lockproof::oracle {

bool matches_glob(std::string_view pattern, std::string_view path);

}  // namespace lockproof::oracle
