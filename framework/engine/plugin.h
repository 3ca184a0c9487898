// Locks in shared libraries: lockproof/cxx_plugin.h, lockproof/plugin.h. In plays and tokens such a lock is called by
// its library, and by what was in that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "lockproof/lock.h"

namespace lockproof::engine {

// Loads a library, once: the second call with the same file gives the same lock. Throws model::BadInput.
const LockInfo& load_plugin(const std::filesystem::path& library);

// "plugin:0123456789abcdef:/path/libmylock.so", with a digest of what is in the file; or the name of a lock of this
// program.
std::string text_of(const LockInfo& lock);

// Where the world has directories of its own (tracee::kOwnPaths), the entries of the machine's in which libraries are
// that the lock's library needs, separated by spaces; empty for other locks.
std::string libraries_of(const LockInfo& lock);

struct PluginText {
  std::uint64_t digest = 0;
  std::filesystem::path library;
};

// Whether the text, one of text_of, is of a lock in a library; and its parts.
bool is_plugin(std::string_view text);
PluginText plugin_text(std::string_view text);

// The same as load_plugin. Throws model::BadInput also if there is something else in the library.
const LockInfo& load_plugin(const PluginText& text);

}  // namespace lockproof::engine
