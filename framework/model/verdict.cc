#include "model/verdict.h"

namespace lockproof::model {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::violation:
      return "violation";
    case Verdict::inconclusive:
      return "inconclusive";
  }
  return "unknown";
}

}  // namespace lockproof::model
