// Base64 with the alphabet that is safe in file names, addresses and shells, without padding: RFC 4648, section 5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockproof::model {

std::string to_base64url(std::span<const std::uint8_t> bytes);

// Only what to_base64url can write is read, so that no two texts mean the same bytes. Returns the index of the
// first character that does not fit; text.size() if the end comes too early.
std::expected<std::vector<std::uint8_t>, std::size_t> from_base64url(std::string_view text);

}  // namespace lockproof::model
