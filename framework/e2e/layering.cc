#include "e2e/layering.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string_view>
#include <utility>

namespace lockproof::e2e {
namespace {

// Lists of names are separated by blanks.
struct Room {
  std::string_view name;
  std::string_view folder;
  std::string_view may_include;  // besides itself and the public headers
};

constexpr std::array kRooms{
    Room{"public", "framework/include/", ""},
    Room{"model", "framework/model/", ""},
    Room{"tracee", "framework/tracee/", "model"},
    Room{"world", "framework/world/", "tracee model"},
    Room{"explore", "framework/explore/", "model"},
    Room{"oracle", "framework/oracle/", "model"},
    Room{"engine", "framework/engine/", "world explore oracle tracee model"},
    Room{"measure", "framework/measure/", "engine explore oracle tracee model reports lock-impls scenarios"},
    Room{"cli", "framework/cli/", "engine measure reports lock-impls scenarios tracee model oracle explore"},
    Room{"reports", "reports/", "model"},
    Room{"scenarios", "scenarios/", ""},
    Room{"lock-impls", "lock-impls/", ""},
    Room{"e2e", "framework/e2e/", "model tracee world explore oracle engine measure cli reports scenarios lock-impls"},
};

// Mechanisms that stay in the rooms that own them.
struct Mechanism {
  std::string_view text;
  std::string_view rooms;
};

constexpr std::array kMechanisms{
    Mechanism{"<sys/ptrace.h>", "tracee"},
    Mechanism{"<linux/ptrace.h>", "tracee"},
    Mechanism{"<seccomp.h>", "tracee"},
    Mechanism{"<linux/seccomp.h>", "tracee"},
    Mechanism{"unshare(", "tracee"},
    Mechanism{"setns(", "tracee"},
    Mechanism{"<boost/process", "tracee measure"},
};

// What a public header may include from outside, besides the C++ standard library.
struct Exception {
  std::string_view header;
  std::string_view includes;
};

constexpr std::array kPublicExceptions{
    Exception{"framework/include/lockproof/probe.h", "errno.h stdio.h unistd.h"},
    Exception{"framework/include/lockproof/plugin.h", "stdint.h"},
    Exception{"framework/include/lockproof/gtest.h", "gtest/gtest.h"},
};

bool contains_word(std::string_view list, std::string_view word) {
  return fmt::format(" {} ", list).find(fmt::format(" {} ", word)) != std::string::npos;
}

const Room* room_of(std::string_view path) {
  const auto* room = std::ranges::find_if(kRooms, [&](const Room& r) { return path.starts_with(r.folder); });
  return room == kRooms.end() ? nullptr : room;
}

struct Include {
  std::string name;
  bool quoted = false;
};

std::vector<Include> includes_of(std::string_view text) {
  static const std::regex kDirective(R"re(\s*#\s*include\s*(["<])([^">]*)[">])re");
  std::vector<Include> includes;
  const std::string code = without_comments(text);
  for (const std::string_view line : lines_of(code)) {
    std::cmatch match;
    if (std::regex_search(line.begin(), line.end(), match, kDirective, std::regex_constants::match_continuous)) {
      includes.push_back({match[2], match[1] == "\""});
    }
  }
  return includes;
}

class Check {
 public:
  explicit Check(std::span<const SourceFile> files) {
    for (const SourceFile& file : files) {
      if (is_cpp(file)) {
        graph_[file.path];
      }
    }
  }

  void file(const SourceFile& file) {
    const Room* room = room_of(file.path);
    if (room == nullptr) {
      report(file.path, "lies in no room");
      return;
    }
    for (const Include& include : includes_of(file.text)) {
      if (const std::optional<std::string> target = resolve(file.path, include)) {
        graph_[file.path].push_back(*target);
        between_rooms(file.path, *room, include, *target);
      } else if (include.quoted) {
        report(file.path, fmt::format("\"{}\" is no file of the project", include.name));
      } else if (room->name == "public") {
        out_of_public(file.path, include);
      }
    }
    mechanisms(file, *room);
  }

  void cycles() {
    for (const auto& [path, targets] : graph_) {
      visit(path);
    }
  }

  std::vector<std::string> take_violations() { return std::move(violations_); }

 private:
  void report(std::string_view path, std::string_view what) {
    violations_.push_back(fmt::format("{}: {}", path, what));
  }

  // The file of the project that is meant, if there is one.
  std::optional<std::string> resolve(const std::string& from, const Include& include) const {
    const std::filesystem::path own_folder = std::filesystem::path(from).parent_path();
    for (const std::filesystem::path& folder : {own_folder, std::filesystem::path("framework/include"),
                                                std::filesystem::path("framework"), std::filesystem::path()}) {
      std::string target = (folder / include.name).lexically_normal().string();
      if ((include.quoted || folder != own_folder) && graph_.contains(target)) {
        return target;
      }
    }
    return std::nullopt;
  }

  void between_rooms(std::string_view path, const Room& room, const Include& include, std::string_view target) {
    const Room* other = room_of(target);
    if (other == nullptr || other == &room || other->name == "public" || contains_word(room.may_include, other->name)) {
      return;
    }
    report(path, fmt::format("room {} may not include {}", room.name, include.name));
  }

  void out_of_public(std::string_view path, const Include& include) {
    const bool standard = include.name.find_first_of("./") == std::string::npos;
    const bool excepted = std::ranges::any_of(kPublicExceptions, [&](const Exception& exception) {
      return exception.header == path && contains_word(exception.includes, include.name);
    });
    if (!standard && !excepted) {
      report(path, fmt::format("a public header may not include <{}>", include.name));
    }
  }

  void mechanisms(const SourceFile& file, const Room& room) {
    const std::string code = without_comments_and_literals(file.text);
    for (const auto& [text, rooms] : kMechanisms) {
      if (code.find(text) != std::string::npos && !contains_word(rooms, room.name)) {
        report(file.path, fmt::format("{} belongs to {}", text, rooms));
      }
    }
  }

  // Depth first: a file that is met again while it is on path_ closes a cycle.
  void visit(const std::string& path) {
    if (const auto start = std::ranges::find(path_, path); start != path_.end()) {
      report(path, fmt::format("include cycle: {} -> {}", fmt::join(start, path_.end(), " -> "), path));
      return;
    }
    if (!visited_.insert(path).second) {
      return;
    }
    path_.push_back(path);
    for (const std::string& target : graph_[path]) {
      visit(target);
    }
    path_.pop_back();
  }

  std::map<std::string, std::vector<std::string>> graph_;  // each file and what it includes
  std::set<std::string> visited_;
  std::vector<std::string> path_;
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> layering_violations(std::span<const SourceFile> files) {
  Check check(files);
  for (const SourceFile& file : files) {
    if (is_cpp(file)) {
      check.file(file);
    }
  }
  check.cycles();
  return check.take_violations();
}

}  // namespace lockproof::e2e
