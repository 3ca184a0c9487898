#include "cli/lock_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <toml++/toml.h>
#include <stdexcept>
#include <string_view>

#include "cli/command_line.h"
#include "engine/actor_program.h"
#include "explore/contract_text.h"

namespace lockproof::cli {
namespace {

bool can_execute(const std::string& program) {
  if (program.contains('/')) return access(program.c_str(), X_OK) == 0;
  for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"})
    if (access((folder + program).c_str(), X_OK) == 0) return true;
  return false;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const toml::source_region& place, std::string_view why) {
  const std::string line = place.begin.line == 0 ? "" : fmt::format(":{}", place.begin.line);
  throw UsageError(fmt::format("{}{}: {}", file.string(), line, why));
}

// As the command's words are taken apart again: see engine::command_words.
std::string quoted(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (std::string_view(" \t\n'\"\\").contains(c)) text += '\\';
    text += c;
  }
  return text;
}

std::string text_of(const std::filesystem::path& file, const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* truth = value.as_boolean()) return truth->get() ? "true" : "false";
  const auto* list = value.as_array();
  if (list == nullptr) refuse(file, value.source(), "write true, false, a time as in \"10s\", or a list of paths");
  std::string text;
  for (const toml::node& item : *list) {
    const auto path = item.value<std::string>();
    if (!path || path->find_first_of(",\n") != std::string::npos)
      refuse(file, item.source(), "write a path, without commas, as in \"{lock}.guard\"");
    text += (text.empty() ? "" : ",") + *path;
  }
  return text;
}

void read_contract(Contract& contract, const std::filesystem::path& file, const toml::node& node) {
  if (!node.is_table()) refuse(file, node.source(), "[contract] is a table");
  for (const auto& [name, value] : *node.as_table()) {
    try {
      explore::set_promise(contract, fmt::format("{}={}", name.str(), text_of(file, value)));
    } catch (const explore::BadWord& error) {
      refuse(file, value.source(), error.what());
    }
  }
}

std::string read_text(const std::filesystem::path& file, const toml::node& node) {
  const auto text = node.value<std::string>();
  if (!text || text->empty() || text->contains('\n')) refuse(file, node.source(), "write a line of text in quotes");
  return *text;
}

}  // namespace

void check_program(const std::string& program, const std::string& where) {
  if (program.contains('/') && !program.starts_with('/'))
    throw UsageError(fmt::format("{}: '{}' is relative, and each execution has a directory of its own: write {}", where,
                                 program, std::filesystem::absolute(program).lexically_normal().native()));
  if (!can_execute(program))
    throw UsageError(fmt::format("{}: there is no program '{}' in /usr/local/bin, /usr/bin, /bin, /usr/sbin or /sbin",
                                 where, program));
}

void check_command(const LockCommand& command, const std::string& where) {
  if (!command.command.contains("{lock}") || !command.command.contains("{body}"))
    throw UsageError(fmt::format("{} '{}' must contain {{lock}} and {{body}}, as in 'flock {{lock}} {{body}}'", where,
                                 command.command));
  try {
    check_program(engine::lock_command_words(command.command, "", {}).front(), where);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{} '{}': {}", where, command.command, error.what()));
  }
}

std::vector<LockCommand> lock_commands(const std::vector<std::filesystem::path>& files,
                                       const std::optional<std::string>& command,
                                       const std::vector<std::string>& contract) {
  std::vector<LockCommand> commands;
  for (const std::filesystem::path& file : files) commands.push_back(read_lock_file(file));
  if (command) {
    LockCommand& lock = commands.emplace_back(LockCommand{.name = {}, .command = *command});
    for (const std::string& word : contract) explore::set_promise(lock.contract, word);
    check_command(lock, "--lock-command");
  }
  return commands;
}

LockCommand read_lock_file(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    refuse(file, error.source(), error.description());
  }
  LockCommand lock;
  for (const auto& [key, value] : table) {
    if (key == "name")
      lock.name = read_text(file, value);
    else if (key == "command")
      lock.command = read_text(file, value);
    else if (key == "contract")
      read_contract(lock.contract, file, value);
    else
      refuse(file, value.source(), fmt::format("'{}' is not known here: write name, command, [contract]", key.str()));
  }
  if (lock.command.empty())
    throw UsageError(
        fmt::format("{}: it must have a command, as in command = \"flock {{lock}} {{body}}\"", file.string()));
  const std::string folder = quoted(std::filesystem::absolute(file).parent_path().string());
  for (std::size_t at = 0; (at = lock.command.find("{dir}", at)) != std::string::npos; at += folder.size())
    lock.command.replace(at, 5, folder);
  check_command(lock, file.string());
  return lock;
}

}  // namespace lockproof::cli
