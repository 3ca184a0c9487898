#include "explore/toy_programs.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <stdexcept>
#include <vector>

namespace lockproof::explore {

// For RapidCheck, which finds it by its name.
void showValue(const Instruction& instruction, std::ostream& stream) {
  stream << static_cast<int>(instruction.kind) << "(" << instruction.object << ")";
}

namespace {

using Kind = Instruction::Kind;

constexpr std::uint64_t kSeed = 7;

rc::Gen<Code> codes(const std::vector<Kind>& kinds, std::uint64_t instructions_max) {
  const auto code = rc::gen::exec([=] {
    Code actors(*rc::gen::inRange<std::size_t>(2, 4));
    for (auto& actor : actors) {
      const auto size = *rc::gen::inRange<std::size_t>(1, actors.size() == 2 ? instructions_max + 1 : 3);
      const auto instruction =
          rc::gen::construct<Instruction>(rc::gen::elementOf(kinds), rc::gen::inRange<std::uint64_t>(0, 2));
      actor = *rc::gen::container<std::vector<Instruction>>(size, instruction);
      actor.push_back({Kind::exit, 0});
    }
    return actors;
  });
  return rc::gen::resize(rc::kNominalSize, code);  // small ones are no use by themselves
}

}  // namespace

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

void check_programs(std::span<const Kind> kinds, std::uint64_t instructions_max, int programs,
                    const std::function<void(const Code&)>& property) {
  rc::detail::TestParams params;
  params.seed = kSeed;
  params.maxSuccess = programs / kShareOfPrograms;
  const rc::Gen<Code> code = codes({kinds.begin(), kinds.end()}, instructions_max);
  const rc::detail::TestResult result =
      rc::detail::checkTestable([&] { property(*code); }, rc::detail::TestMetadata{}, params);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << text.str();
}

}  // namespace lockproof::explore
