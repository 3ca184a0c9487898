#include "reports/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/outcome.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using Kind = Outcome::Kind;

struct Counts {
  unsigned tests = 0;
  unsigned failures = 0;
  unsigned errors = 0;
  unsigned skipped = 0;
  double seconds = 0;

  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    seconds += other.seconds;
  }
};

void set(pugi::xml_node node, const char* key, const std::string& value) {
  node.append_attribute(key).set_value(value.c_str());
}

std::string seconds_text(double seconds) {
  return fmt::format("{:.3f}", seconds);
}

void set_counts(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
  set(node, "time", seconds_text(counts.seconds));
}

Counts add_case(pugi::xml_node suite, const model::Result& result) {
  const Outcome outcome = outcome_of(result);
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "classname", printable(result.lock));
  set(test, "name", printable(result.scenario));
  const double seconds = result.skipped.empty() ? result.seconds : 0;
  set(test, "time", seconds_text(seconds));
  // No attribute: Jenkins' schema has none, and all read the text.
  if (outcome.kind == Kind::skipped) test.append_child("skipped").text().set(outcome.reason.c_str());
  if (outcome.kind == Kind::failed || outcome.kind == Kind::error) {
    pugi::xml_node node = test.append_child(outcome.kind == Kind::failed ? "failure" : "error");
    set(node, "type", outcome.type);
    set(node, "message", outcome.reason);
    node.text().set(fmt::format("{}\n{}", outcome.reason, evidence(result)).c_str());
  }
  return {.tests = 1,
          .failures = outcome.kind == Kind::failed ? 1U : 0U,
          .errors = outcome.kind == Kind::error ? 1U : 0U,
          .skipped = outcome.kind == Kind::skipped ? 1U : 0U,
          .seconds = seconds};
}

// In the order in which they first appear.
std::vector<std::string_view> locks_of(const model::RunSummary& summary) {
  std::vector<std::string_view> locks;
  for (const model::Result& result : summary.results)
    if (std::ranges::find(locks, result.lock) == locks.end()) locks.push_back(result.lock);
  return locks;
}

}  // namespace

std::string to_junit(const model::RunSummary& summary) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node all = document.append_child("testsuites");
  set(all, "name", "lockproof");
  Counts total;
  for (const std::string_view lock : locks_of(summary)) {
    pugi::xml_node suite = all.append_child("testsuite");
    set(suite, "name", printable(lock));
    pugi::xml_node properties = suite.append_child("properties");
    for (const auto& [name, value] :
         {std::pair{"lockproof", printable(summary.version)}, std::pair{"seed", std::to_string(summary.seed)}}) {
      pugi::xml_node property = properties.append_child("property");
      set(property, "name", name);
      set(property, "value", value);
    }
    Counts counts;
    for (const model::Result& result : summary.results)
      if (result.lock == lock) counts.add(add_case(suite, result));
    set_counts(suite, counts);
    set(suite, "skipped", std::to_string(counts.skipped));
    total.add(counts);
  }
  set_counts(all, total);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace lockproof::reports
