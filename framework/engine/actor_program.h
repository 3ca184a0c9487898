// What runs inside the world: the fork server's Program, which turns a forked process into an actor of a scenario.
#pragma once

#include <memory>
#include <string>

#include "engine/catalog.h"
#include "tracee/server.h"

namespace lockproof::engine {

// `body` is the command line, without the scenario's name, that runs Scenario::body: {"/path/lockproof", "__body"}.
std::unique_ptr<tracee::Program> make_actor_program(const Catalog& catalog, std::vector<std::string> body);

// The words of a --lock-command: split at white space outside of quotes, with {lock} and {body} replaced. {body}
// alone, without quotes, becomes several words; elsewhere it is one text, for sh -c '{body}', in which {lock} is quoted
// if it must be. Throws std::invalid_argument for an unclosed quote.
std::vector<std::string> lock_command_words(std::string_view command, const std::string& lock,
                                            const std::vector<std::string>& body);

// The words of a command, split in the same way, and a text that has these words.
std::vector<std::string> command_words(std::string_view command);
std::string command_from_words(const std::vector<std::string>& words);

}  // namespace lockproof::engine
