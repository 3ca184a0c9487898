// What somebody gave makes no sense: no fault of the machine, nor of lockproof.
#pragma once

#include <stdexcept>

namespace lockproof::model {

// what() says what is wrong, and what would be right.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace lockproof::model
