// The schema that is published says what is written.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "reports/json.h"
#include "reports/sample_summary.h"
#include "reports/whole_file.h"

namespace lockproof::reports {
namespace {

using nlohmann::json;

json published() {
  return json::parse(read_whole(LOCKPROOF_RESULTS_SCHEMA));
}

bool is_valid(const json& results) {
  const json text = published();
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  return valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(results), nullptr);
}

TEST(ResultsSchema, AcceptsWhatIsWritten) {
  EXPECT_TRUE(is_valid(json::parse(to_json(sample_summary()))));
  EXPECT_TRUE(is_valid(json::parse(to_json(sample_shard()))));
  EXPECT_TRUE(is_valid(json::parse(to_json(sample_merge()))));
  EXPECT_TRUE(is_valid(json::parse(to_json({}))));
}

TEST(ResultsSchema, DescribesEveryKey) {
  const json written = json::parse(to_json(sample_summary()));
  const json schema = published();
  for (const auto& summary : {sample_summary(), sample_shard(), sample_merge()}) {
    const json every = json::parse(to_json(summary));
    for (const auto& [key, value] : every.items()) EXPECT_TRUE(schema["properties"].contains(key)) << key;
  }
  const json& of_result = schema["definitions"]["results"]["items"]["properties"];
  for (const auto& [key, value] : written["results"][0].items()) EXPECT_TRUE(of_result.contains(key)) << key;
}

TEST(ResultsSchema, RefusesWhatIsNotWritten) {
  const json good = json::parse(to_json(sample_summary()));
  for (const auto& [key, value] : good["results"][0].items()) {
    json without = good;
    without["results"][0].erase(key);
    EXPECT_EQ(is_valid(without), key == "search") << key;  // of an exhaustive search only
    json of_wrong_type = good;
    of_wrong_type["results"][0][key] = value.is_array() ? json::object() : json::array();
    EXPECT_FALSE(is_valid(of_wrong_type)) << key;
  }
  for (const auto& [key, value] : good["results"][0]["search"]["made"][0].items()) {
    json without = good;
    without["results"][0]["search"]["made"][0].erase(key);
    EXPECT_FALSE(is_valid(without)) << key;
  }
  json wrong = good;
  wrong["results"][0]["verdict"] = "perhaps";
  EXPECT_FALSE(is_valid(wrong));
  wrong = good;
  wrong["schema"] = 2;
  EXPECT_FALSE(is_valid(wrong));
  wrong = json::parse(to_json(sample_merge()));
  wrong["merged"][0]["results"][0].erase("verdict");
  EXPECT_FALSE(is_valid(wrong));
}

}  // namespace
}  // namespace lockproof::reports
