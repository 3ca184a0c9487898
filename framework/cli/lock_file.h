// Locks that are commands, and the TOML files that describe them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/play.h"

namespace lockproof::cli {

struct LockCommand {
  std::string name;     // empty: as the command is written
  std::string command;  // "flock {lock} {body}"
  Contract contract = engine::command_contract();
};

// Reads
//   name = "soft_file_lock"
//   command = "python3 {dir}/soft_file_lock.py {lock} {body}"     # {dir}: the folder of this file
//   [contract]                                                    # what is not as usual: lockproof/contract.h
//   kill_safe = false
//   recovery_max = "10s"
//   may_stay = ["{lock}", "{lock}.guard"]
// Throws UsageError with the place of what is wrong.
LockCommand read_lock_file(const std::filesystem::path& file);

// Those that the files describe, and the one of the command line, with the words of its contract, if there is one.
// Throws UsageError, explore::BadWord.
std::vector<LockCommand> lock_commands(const std::vector<std::filesystem::path>& files,
                                       const std::optional<std::string>& command,
                                       const std::vector<std::string>& contract);

// Throws UsageError unless the command has a {lock} and a {body} and its program can be executed. `where` comes first
// in the message.
void check_command(const LockCommand& command, const std::string& where);

// The same of a program alone.
void check_program(const std::string& program, const std::string& where);

}  // namespace lockproof::cli
