// The line "PID HOST UNIX_TIME" in a claim. It is for people: no lock decides anything by it.
#pragma once

#include <filesystem>
#include <string>

namespace lockproof::locks {

// Writes this process's line over what stands at the start of `file`. False, with errno, if that failed.
bool write_owner_record(int file);

// "pid 42 on alpha since 2024-05-06T07:08:09Z"; "somebody" if there is no such line.
std::string read_owner_record(int file);

}  // namespace lockproof::locks
