// The command that shows an execution again.
#pragma once

#include <string>
#include <string_view>

namespace lockproof::reports {

// "lockproof replay TOKEN". No quotes are needed: a token has no white space.
std::string replay_command(std::string_view token);

// A program with locks of its own replays their tokens itself. To be called before anything is written.
void set_replaying_program(std::string program);

}  // namespace lockproof::reports
