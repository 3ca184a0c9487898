#include "oracle/path_glob.h"

namespace lockproof::oracle {

// Goes back to the last "*" only: what the ones before it took need never change, since each of them took as
// little as it could, and a "/" stops both ways alike.
bool matches_glob(std::string_view pattern, std::string_view path) {
  std::size_t in_pattern = 0;
  std::size_t in_path = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_end = 0;  // in the path: where the run that the star stands for ends
  while (in_path < path.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_end = in_path;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == path[in_path]) {
      ++in_pattern;
      ++in_path;
    } else if (star != std::string_view::npos && path[star_end] != '/') {
      in_pattern = star + 1;
      in_path = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

}  // namespace lockproof::oracle
