#include "model/operation.h"

#include <algorithm>

namespace lockproof::model {

bool conflict(const Operation& left, const Operation& right) {
  return std::ranges::any_of(left.accesses, [&](const Access& mine) {
    return std::ranges::any_of(right.accesses, [&](const Access& theirs) {
      return (mine.write || theirs.write) && mine.object == theirs.object;
    });
  });
}

}  // namespace lockproof::model
