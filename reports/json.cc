#include "reports/json.h"

#include <fmt/format.h>

#include <charconv>
#include <cinttypes>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "reports/terminal_text.h"
#include "reports/whole_file.h"

namespace lockproof::reports {
namespace {

using Json = nlohmann::ordered_json;  // keeps the keys in the order of the documentation
using model::Coverage;
using model::Result;
using model::RunSummary;
using model::ShardResults;
using model::Verdict;

constexpr int kSchema = 1;

std::string digest_text(std::uint64_t digest) {
  return fmt::format("{:016x}", digest);
}

constexpr std::string_view kSkipped = "skipped";

// A class is "digest executions first strategy": one line each in the file.
Json coverage_json(const Coverage& coverage) {
  Json strategies = Json::array();
  for (const Coverage::Strategy& strategy : coverage.strategies())
    strategies.push_back({{"name", printable(strategy.name)}, {"executions", strategy.executions}});
  Json sample = Json::array();
  for (const Coverage::Class& one : coverage.sample())
    sample.push_back(fmt::format("{:016x} {} {} {}", one.digest, one.executions, one.first, one.strategy));
  return {{"classes", coverage.classes()},
          {"exact", coverage.is_exact()},
          {"unseen", coverage.unseen()},
          {"strategies", std::move(strategies)},
          {"sample", std::move(sample)}};
}

// A class is "digest executions first".
Json search_json(const model::Search& search) {
  Json parts = Json::array();
  for (const model::SearchPart& part : search.made) {
    Json sample = Json::array();
    for (const Coverage::Class& one : part.sample)
      sample.push_back(fmt::format("{:016x} {} {}", one.digest, one.executions, one.first));
    parts.push_back({{"part", part.number},
                     {"finished", part.finished},
                     {"violation", part.violation},
                     {"executions", part.executions},
                     {"given_up", part.given_up},
                     {"classes", part.classes},
                     {"states", part.states},
                     {"trace_digest", digest_text(part.trace_digest)},
                     {"orphaned", part.orphaned},
                     {"virtual_us", static_cast<std::uint64_t>(part.virtual_us)},
                     {"steps", part.steps},
                     {"seconds", part.seconds},
                     {"share", part.share},
                     {"doubt", printable(part.doubt)},
                     {"sample", std::move(sample)}});
  }
  Json json = {{"parts", search.parts},
               {"past_counts", search.basis.past_counts},
               {"waits_count", search.basis.waits_count},
               {"looks_count", search.basis.looks_count},
               {"listed", search.basis.listed},
               {"bounds", printable(search.bounds)},
               {"doubt", printable(search.doubt)},
               {"made", std::move(parts)}};
  if (search.log10_schedules) json["log10_schedules"] = *search.log10_schedules;
  return json;
}

Json result_json(const Result& result) {
  Json lanes = Json::array();
  for (const std::string& line : result.shrunk_lanes) lanes.push_back(printable(line));
  Json json = {
      {"lock", printable(result.lock)},
      {"scenario", printable(result.scenario)},
      {"strategy", printable(result.strategy)},
      {"workers", result.workers},
      {"executions", result.executions},
      {"first_execution", result.first_execution},
      {"executions_planned", result.executions_planned},
      {"exhaustive", result.exhaustive},
      {"verdict", result.skipped.empty() ? to_string(result.verdict) : kSkipped},
      {"oracle", printable(result.oracle)},
      {"expected", result.expected},
      {"outside_contract", result.outside_contract},
      {"steps", result.steps},
      {"token", printable(result.token)},
      {"shrunk_token", printable(result.shrunk_token)},
      {"shrunk_lanes", std::move(lanes)},
      {"cause", printable(result.cause)},
      {"trace_digest", digest_text(result.trace_digest)},
      {"seconds", result.seconds},
      {"virtual_seconds", result.virtual_seconds},
      {"found_by", printable(result.found_by)},
      {"coverage", coverage_json(result.coverage)},
      {"orphaned", result.orphaned},
      {"start", printable(result.start)},
      {"message", printable(result.message)},
      {"skipped", printable(result.skipped)},
      {"failure", printable(result.failure)},
  };
  if (result.search) json["search"] = search_json(*result.search);
  return json;
}

Json results_json(const std::vector<Result>& results) {
  Json json = Json::array();
  for (const Result& result : results) json.push_back(result_json(result));
  return json;
}

// An object of the text, and where it stands there.
class Reader {
 public:
  Reader(const Json& object, std::string place) : object_(object), place_(std::move(place)) {
    if (!object.is_object()) fail("", "must be an object");
  }

  [[noreturn]] void fail(std::string_view key, std::string_view what) const {
    const std::string_view dot = place_.empty() || key.empty() ? "" : ".";
    const std::string place = fmt::format("{}{}{}", place_, dot, key);
    throw BadJson(place.empty() ? std::string(what) : fmt::format("{}: {}", place, what));
  }

  const Json& at(const char* key) const {
    const Json* found = find(key);
    if (found == nullptr) fail(key, "is missing");
    return *found;
  }

  const Json* find(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }

  const Json& array(const char* key) const {
    const Json& json = at(key);
    if (!json.is_array()) fail(key, "must be an array");
    return json;
  }

  void read(const char* key, std::string& value) const {
    const Json& json = at(key);
    if (!json.is_string()) fail(key, "must be a string");
    value = json.get<std::string>();
  }

  void read(const char* key, bool& value) const {
    const Json& json = at(key);
    if (!json.is_boolean()) fail(key, "must be true or false");
    value = json.get<bool>();
  }

  void read(const char* key, double& value) const {
    const Json& json = at(key);
    if (!json.is_number()) fail(key, "must be a number");
    value = json.get<double>();
  }

  template <std::unsigned_integral Number>
  void read(const char* key, Number& value) const {
    const Json& json = at(key);
    const bool is_whole = json.is_number_unsigned();
    if (!is_whole || json.get<std::uint64_t>() > std::numeric_limits<Number>::max()) {
      fail(key, fmt::format("must be a whole number from 0 to {}", std::numeric_limits<Number>::max()));
    }
    value = json.get<Number>();
  }

  template <typename Value>
  void read_if_present(const char* key, Value& value) const {
    if (object_.contains(key)) read(key, value);
  }

 private:
  const Json& object_;
  std::string place_;
};

Verdict read_verdict(const Reader& reader) {
  std::string text;
  reader.read("verdict", text);
  for (const Verdict verdict : {Verdict::pass, Verdict::violation, Verdict::inconclusive}) {
    if (text == to_string(verdict)) return verdict;
  }
  reader.fail("verdict", fmt::format("\"{}\" is none of pass, violation, inconclusive, skipped", printable(text)));
}

std::uint64_t read_digest(const Reader& reader, const char* key) {
  std::string text;
  reader.read(key, text);
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  if (error != std::errc() || stop != end || text.size() != 16) {
    reader.fail(key, "must be 16 hexadecimal digits");
  }
  return value;
}

// Classes by digest. Each names one of so many strategies; none: it is the only one, and not named.
std::vector<Coverage::Class> read_sample(const Reader& reader, std::optional<std::size_t> strategies) {
  std::vector<Coverage::Class> sample;
  for (const Json& json : reader.array("sample")) {
    Coverage::Class one;
    int length = 0;
    const std::string text = (json.is_string() ? json.get<std::string>() : "") + (strategies ? "" : " 0");
    const int read = std::sscanf(text.c_str(), "%" SCNx64 " %" SCNu64 " %" SCNu64 " %" SCNu32 "%n", &one.digest,
                                 &one.executions, &one.first, &one.strategy, &length);
    const bool is_next = sample.empty() || sample.back().digest < one.digest;
    if (read != 4 || static_cast<std::size_t>(length) != text.size() || one.strategy >= strategies.value_or(1) ||
        !is_next)
      reader.fail("sample", fmt::format("must be classes by digest, as \"DIGEST EXECUTIONS FIRST{}\"",
                                        strategies ? " STRATEGY" : ""));
    sample.push_back(one);
  }
  return sample;
}

Coverage read_coverage(const Reader& reader) {
  std::vector<Coverage::Strategy> strategies;
  for (const Json& json : reader.array("strategies")) {
    const Reader strategy(json, "coverage.strategies");
    strategy.read("name", strategies.emplace_back().name);
    strategy.read("executions", strategies.back().executions);
  }
  std::vector<Coverage::Class> sample = read_sample(reader, strategies.size());
  if (sample.size() > Coverage::kSampleMax) reader.fail("sample", "has too many classes");
  return {std::move(strategies), std::move(sample)};
}

model::SearchPart read_part(const Reader& reader) {
  model::SearchPart part;
  reader.read("part", part.number);
  reader.read("finished", part.finished);
  reader.read("violation", part.violation);
  reader.read("executions", part.executions);
  reader.read("given_up", part.given_up);
  reader.read("classes", part.classes);
  reader.read_if_present("states", part.states);
  part.trace_digest = read_digest(reader, "trace_digest");
  reader.read("orphaned", part.orphaned);
  std::uint64_t virtual_us = 0;
  reader.read("virtual_us", virtual_us);
  part.virtual_us = static_cast<std::int64_t>(virtual_us);
  reader.read("steps", part.steps);
  reader.read("seconds", part.seconds);
  reader.read_if_present("share", part.share);
  reader.read("doubt", part.doubt);
  part.sample = read_sample(reader, std::nullopt);
  if (part.given_up > part.executions) reader.fail("given_up", "must be at most executions");
  return part;
}

model::Search read_search(const Reader& reader) {
  model::Search search;
  reader.read("parts", search.parts);
  reader.read_if_present("past_counts", search.basis.past_counts);
  reader.read("waits_count", search.basis.waits_count);
  reader.read("looks_count", search.basis.looks_count);
  if (double log10 = -1; reader.read_if_present("log10_schedules", log10), log10 >= 0) search.log10_schedules = log10;
  reader.read("bounds", search.bounds);
  reader.read("doubt", search.doubt);
  for (const Json& inode : reader.array("listed")) {
    if (!inode.is_number_unsigned()) reader.fail("listed", "must be numbers of directories");
    search.basis.listed.insert(inode.get<std::uint64_t>());
  }
  for (const Json& part : reader.array("made"))
    search.made.push_back(read_part(Reader(part, fmt::format("search.made[{}]", search.made.size()))));
  return search;
}

Result read_result(const Reader& reader) {
  Result result;
  reader.read("lock", result.lock);
  reader.read("scenario", result.scenario);
  reader.read("strategy", result.strategy);
  reader.read("workers", result.workers);
  reader.read("executions", result.executions);
  reader.read_if_present("first_execution", result.first_execution);
  reader.read_if_present("executions_planned", result.executions_planned);
  reader.read("exhaustive", result.exhaustive);
  const bool is_skipped = reader.at("verdict") == kSkipped;
  result.verdict = is_skipped ? Verdict::pass : read_verdict(reader);
  reader.read("oracle", result.oracle);
  reader.read("expected", result.expected);
  reader.read_if_present("outside_contract", result.outside_contract);
  reader.read("steps", result.steps);
  reader.read("token", result.token);
  result.trace_digest = read_digest(reader, "trace_digest");
  reader.read("seconds", result.seconds);
  reader.read_if_present("virtual_seconds", result.virtual_seconds);
  reader.read_if_present("shrunk_token", result.shrunk_token);
  if (reader.find("shrunk_lanes") != nullptr)
    for (const Json& line : reader.array("shrunk_lanes")) {
      if (!line.is_string()) reader.fail("shrunk_lanes", "must be an array of strings");
      result.shrunk_lanes.push_back(line.get<std::string>());
    }
  reader.read_if_present("cause", result.cause);
  reader.read_if_present("found_by", result.found_by);
  if (const Json* coverage = reader.find("coverage")) result.coverage = read_coverage(Reader(*coverage, "coverage"));
  reader.read_if_present("orphaned", result.orphaned);
  reader.read_if_present("start", result.start);
  reader.read_if_present("message", result.message);
  reader.read_if_present("skipped", result.skipped);
  if (is_skipped && result.skipped.empty()) reader.fail("skipped", "must say why");
  reader.read_if_present("failure", result.failure);
  if (const Json* search = reader.find("search")) result.search = read_search(Reader(*search, "search"));
  return result;
}

std::vector<Result> read_results(const Reader& reader, const std::string& place) {
  std::vector<Result> results;
  for (const Json& result : reader.array("results"))
    results.push_back(read_result(Reader(result, fmt::format("{}results[{}]", place, results.size()))));
  return results;
}

ShardResults read_shard(const Reader& reader, const std::string& place) {
  ShardResults shard;
  reader.read("shard", shard.number);
  reader.read("seconds", shard.seconds);
  shard.results = read_results(reader, place + ".");
  return shard;
}

}  // namespace

std::string to_json(const RunSummary& summary) {
  Json json = {{"schema", kSchema}, {"version", printable(summary.version)}, {"seed", summary.seed}};
  if (summary.campaign != 0) json["campaign"] = digest_text(summary.campaign);
  if (summary.shard.of != 1) json["shards"] = summary.shard.of;
  if (summary.shard.of != 1 && summary.merged.empty()) json["shard"] = summary.shard.number;
  json["seconds"] = summary.seconds;
  json["results"] = results_json(summary.results);
  for (const ShardResults& shard : summary.merged)
    json["merged"].push_back(
        {{"shard", shard.number}, {"seconds", shard.seconds}, {"results", results_json(shard.results)}});
  return json.dump(2) + '\n';
}

RunSummary from_json(std::string_view text) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw BadJson(fmt::format("is not JSON from byte {} on", error.byte));
  }
  const Reader reader(json, "");
  unsigned schema = 0;
  reader.read("schema", schema);
  if (schema != kSchema) {
    reader.fail("schema", fmt::format("is {}, and this version of lockproof reads {}", schema, kSchema));
  }

  RunSummary summary;
  reader.read("version", summary.version);
  reader.read("seed", summary.seed);
  reader.read_if_present("seconds", summary.seconds);
  if (json.contains("campaign")) summary.campaign = read_digest(reader, "campaign");
  reader.read_if_present("shards", summary.shard.of);
  reader.read_if_present("shard", summary.shard.number);
  summary.results = read_results(reader, "");
  if (!json.contains("merged")) return summary;
  if (!json["merged"].is_array()) reader.fail("merged", "must be an array");
  for (const Json& shard : json["merged"]) {
    const std::string place = fmt::format("merged[{}]", summary.merged.size());
    summary.merged.push_back(read_shard(Reader(shard, place), place));
  }
  return summary;
}

void write_json(const std::filesystem::path& path, const RunSummary& summary) {
  write_whole(path, to_json(summary));
}

RunSummary read_json(const std::filesystem::path& path) {
  try {
    return from_json(read_whole(path));
  } catch (const BadJson& error) {
    throw BadJson(fmt::format("{}: {}", path.native(), error.what()));
  }
}

}  // namespace lockproof::reports
