#include "e2e/file_text.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lockproof::e2e {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace lockproof::e2e
