// Writes down what a call read and wrote. What an access to each kind of object means is said in model/operation.h.
#pragma once

#include "model/operation.h"
#include "world/file_tree.h"

namespace lockproof::world {

class AccessList {
 public:
  // Adds to `operation`.
  explicit AccessList(model::Operation& operation) : accesses_(operation.accesses) {}

  void reads(model::Object::Kind kind, std::uint64_t a, std::uint64_t b = 0) {
    accesses_.push_back({{kind, a, b}, false});
  }
  void writes(model::Object::Kind kind, std::uint64_t a, std::uint64_t b = 0) {
    accesses_.push_back({{kind, a, b}, true});
  }
  // Also where a plain write would be one that commutes with others.
  void changes(model::Object::Kind kind, std::uint64_t a) {
    reads(kind, a);
    writes(kind, a);
  }

  // The name at the end of a path was looked up, created or removed; those before it were looked up.
  void reads_name(const Place& place);
  void writes_name(const Place& place);

  // A directory is gone: nobody who still has it open creates anything in it.
  void removes_directory(NodeId directory);

 private:
  void walks(const Place& place);

  std::vector<model::Access>& accesses_;
};

}  // namespace lockproof::world
