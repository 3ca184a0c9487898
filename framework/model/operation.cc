#include "model/operation.h"

#include <algorithm>

namespace lockproof::model {

using Kind = Object::Kind;

bool is_of_file(Kind kind) {
  return kind == Kind::dentry || kind == Kind::dirset || kind == Kind::data || kind == Kind::attributes;
}

bool writes_commute(Kind kind) {
  return kind == Kind::dirset || kind == Kind::attributes || kind == Kind::openers;
}

bool conflict(const Access& left, const Access& right) {
  if (!left.write && !right.write) return false;
  if (left.object.kind == Kind::outside || right.object.kind == Kind::outside) return true;
  if (left.object.kind != right.object.kind) return false;
  if (left.object.a == Object::kEvery || right.object.a == Object::kEvery) return true;
  if (left.object != right.object) return false;
  return !(writes_commute(left.object.kind) && left.write && right.write);
}

bool conflict(const Operation& left, const Operation& right) {
  return std::ranges::any_of(left.accesses, [&](const Access& mine) {
    return std::ranges::any_of(right.accesses, [&](const Access& theirs) { return conflict(mine, theirs); });
  });
}

}  // namespace lockproof::model
