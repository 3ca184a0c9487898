#include "model/schedule.h"

#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "model/base64url.h"

namespace lockproof::model {
namespace {

// A token is "lp1-" and base64url of
//   body, low 32 bits of XXH3 of the body.
// The body is, in this order: lock, command, scenario, faults (each a varint length and bytes); workers, seed
// (varints); scenario_hash, trace_hash (4 bytes, little-endian); and the choices: the number of different ones
// (varint), these in order of appearance (kind, actor, value: varints), the number of runs (varint), and for each run
// of equal choices one varint, (length - 1) * different + which. With three actors a run of up to 40 steps is one byte.
// Varints are LEB128, in their shortest form.
// A long body is compressed (zstd, RFC 8878) and the token starts with "lp1z-": polling for minutes of virtual time
// makes many choices that say little.
constexpr std::string_view kPrefix = "lp1-";
constexpr std::string_view kPrefixCompressed = "lp1z-";
constexpr std::size_t kPlainSizeMax = 400;
constexpr std::size_t kBodySizeMax = std::size_t{64} << 20;
constexpr std::size_t kChecksumSize = 4;
constexpr std::uint64_t kKinds = static_cast<std::uint64_t>(Choice::Kind::lose_locks) + 1;
constexpr std::uint64_t kChoicesMax = 1 << 24;

using Bytes = std::vector<std::uint8_t>;

std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

void put_varint(Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_fixed32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_text(Bytes& out, std::string_view text) {
  put_varint(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

void put_choices(Bytes& out, std::span<const Choice> choices) {
  if (choices.size() > kChoicesMax) throw std::length_error("a schedule has too many choices for a token");
  std::vector<Choice> different;
  for (const Choice& choice : choices)
    if (std::ranges::find(different, choice) == different.end()) different.push_back(choice);

  Bytes runs;
  std::uint64_t run_count = 0;
  for (auto run = choices.begin(); run != choices.end(); ++run_count) {
    const auto run_end = std::find_if(run, choices.end(), [&](const Choice& next) { return next != *run; });
    const auto which = static_cast<std::uint64_t>(std::ranges::find(different, *run) - different.begin());
    put_varint(runs, static_cast<std::uint64_t>(run_end - run - 1) * different.size() + which);
    run = run_end;
  }
  put_varint(out, different.size());
  for (const Choice& choice : different) {
    put_varint(out, static_cast<std::uint64_t>(choice.kind));
    put_varint(out, choice.actor);
    put_varint(out, choice.value);
  }
  put_varint(out, run_count);
  out.insert(out.end(), runs.begin(), runs.end());
}

// Reads what the functions above wrote. The checksum is right by then, so that what does not fit was not mistyped
// but written by something else.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  std::uint64_t varint(std::uint64_t value_max = std::numeric_limits<std::uint64_t>::max()) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = take(1).front();
      const std::uint64_t part = byte & 0x7f;
      const bool too_large = part << shift >> shift != part;
      const bool not_shortest = byte == 0 && shift > 0;
      if (too_large || not_shortest) fail();
      value |= part << shift;
      if (byte >= 0x80) continue;
      if (value > value_max) fail();
      return value;
    }
    fail();
  }

  std::uint32_t fixed32() {
    const auto bytes = take(4);
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
  }

  std::string text() {
    const auto bytes = take(varint());
    return {bytes.begin(), bytes.end()};
  }

  std::vector<Choice> choices() {
    constexpr std::uint64_t kNumberMax = std::numeric_limits<std::uint16_t>::max();
    std::vector<Choice> different(varint(1 << 16));
    for (Choice& choice : different) {
      choice.kind = static_cast<Choice::Kind>(varint(kKinds - 1));
      choice.actor = static_cast<std::uint16_t>(varint(kNumberMax));
      choice.value = static_cast<std::uint16_t>(varint(kNumberMax));
    }
    const std::uint64_t run_count = varint(different.empty() ? 0 : kChoicesMax);
    std::vector<Choice> all;
    for (std::uint64_t run = 0; run < run_count; ++run) {
      const std::uint64_t head = varint();
      const std::uint64_t length = head / different.size() + 1;
      if (length > kChoicesMax - all.size()) fail();
      all.insert(all.end(), length, different[head % different.size()]);
    }
    return all;
  }

  std::span<const std::uint8_t> take(std::uint64_t size) {
    if (size > rest_.size()) fail();
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::size_t size() const { return rest_.size(); }

  [[noreturn]] static void fail() {
    throw BadToken("this token was not written by this version of lockproof; replay it with the version that wrote it");
  }

 private:
  std::span<const std::uint8_t> rest_;
};

Bytes compressed(std::span<const std::uint8_t> bytes) {
  Bytes out(ZSTD_compressBound(bytes.size()));
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), ZSTD_maxCLevel());
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

Bytes decompressed(std::span<const std::uint8_t> bytes) {
  const BadToken mistyped("the token is mistyped or cut off: it cannot be unpacked; copy it again, whole");
  const unsigned long long announced = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (announced > kBodySizeMax) throw mistyped;  // also what says that it is unknown
  Bytes out(announced);
  if (ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()) != out.size()) throw mistyped;
  return out;
}

std::string_view without_prefix(std::string_view token) {
  for (const std::string_view prefix : {kPrefix, kPrefixCompressed})
    if (token.starts_with(prefix)) return token.substr(prefix.size());
  const std::size_t version_end = token.starts_with("lp") ? token.find_first_not_of("0123456789", 2) : 0;
  const bool has_version = version_end > 2 && version_end < token.size() && token[version_end] == '-';
  if (has_version) {
    throw BadToken(
        fmt::format("token of another version: it starts with \"{}-\", this lockproof reads \"{}\"; replay it "
                    "with the version that wrote it",
                    token.substr(0, version_end), kPrefix));
  }
  throw BadToken(
      fmt::format("not a replay token: it does not start with \"{}\"; copy the whole token from the report", kPrefix));
}

Bytes decoded(std::string_view token) {
  const std::string_view text = without_prefix(token);
  auto bytes = from_base64url(text);
  if (bytes) return *std::move(bytes);
  if (bytes.error() == text.size()) throw BadToken("the token is cut off at its end; copy it again, whole");
  throw BadToken(fmt::format("the token is mistyped at character {}; copy it again, whole",
                             token.size() - text.size() + bytes.error() + 1));
}

// Without the checksum, which is right.
std::span<const std::uint8_t> checked_body(const Bytes& bytes) {
  if (bytes.size() < kChecksumSize) throw BadToken("the token is cut off; copy it again, whole");
  const auto body = std::span(bytes).first(bytes.size() - kChecksumSize);
  if (Reader(std::span(bytes).last(kChecksumSize)).fixed32() != checksum(body)) {
    throw BadToken("the token is mistyped or cut off: its checksum does not match; copy it again, whole");
  }
  return body;
}

}  // namespace

std::string to_token(const Schedule& schedule) {
  Bytes body;
  put_text(body, schedule.lock);
  put_text(body, schedule.command);
  put_text(body, schedule.scenario);
  put_text(body, schedule.faults);
  put_varint(body, schedule.workers);
  put_varint(body, schedule.seed);
  put_fixed32(body, schedule.scenario_hash);
  put_fixed32(body, schedule.trace_hash);
  put_choices(body, schedule.choices);

  put_fixed32(body, checksum(body));
  if (body.size() > kPlainSizeMax) return std::string(kPrefixCompressed) + to_base64url(compressed(body));
  return std::string(kPrefix) + to_base64url(body);
}

Schedule from_token(std::string_view token) {
  const Bytes packed = decoded(token);
  const Bytes bytes = token.starts_with(kPrefixCompressed) ? decompressed(packed) : packed;
  Reader reader(checked_body(bytes));
  Schedule schedule;
  schedule.lock = reader.text();
  schedule.command = reader.text();
  schedule.scenario = reader.text();
  schedule.faults = reader.text();
  schedule.workers = static_cast<std::uint16_t>(reader.varint(std::numeric_limits<std::uint16_t>::max()));
  schedule.seed = reader.varint();
  schedule.scenario_hash = reader.fixed32();
  schedule.trace_hash = reader.fixed32();
  schedule.choices = reader.choices();
  if (reader.size() > 0) Reader::fail();
  return schedule;
}

}  // namespace lockproof::model
