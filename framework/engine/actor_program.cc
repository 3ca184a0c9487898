#include "engine/actor_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "engine/command_lock.h"
#include "engine/machine_files.h"
#include "engine/planting.h"
#include "engine/plugin.h"
#include "explore/condition_text.h"
#include "lockproof/probe.h"

namespace lockproof::engine {
namespace {

void log_line(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  (void)!write(STDERR_FILENO, text.data(), text.size());
}

// Leaves the marks around what a lock protects: "enter" and "leave" always, the others if an oracle of the scenario
// judges by them, since each mark costs a stop.
class MarkedLock : public Lock {
 public:
  struct Marks {
    bool uses = false;     // want, give_up, free
    bool answers = false;  // ask, kept, lost
  };

  MarkedLock(std::unique_ptr<Lock> lock, std::string_view key, Marks marks)
      : lock_(std::move(lock)), key_(key), marks_(marks) {}

  // An exception leaves the section without a release; a forked child was never inside.
  ~MarkedLock() override {
    const bool holds = holder_ == getpid();
    if (holds) mark("leave");
    lock_.reset();
    if (holds) mark_use("free");
  }

  bool acquire() override {
    mark_use("want");
    bool held = false;
    try {
      held = lock_->acquire();
    } catch (...) {
      mark_use("give_up");
      throw;
    }
    if (!held) {
      mark_use("give_up");
      return false;
    }
    mark("enter");
    holder_ = getpid();
    return true;
  }
  void release() override {
    mark("leave");
    holder_ = 0;
    lock_->release();
    mark_use("free");
  }
  bool keep_alive() override {
    if (marks_.answers) mark("ask");
    const bool kept = lock_->keep_alive();
    if (marks_.answers) mark(kept ? "kept" : "lost");
    return kept;
  }
  std::uint64_t token() const override { return lock_->token(); }

 private:
  void mark(const char* verb) const { lockproof_mark(verb, key_.c_str()); }
  void mark_use(const char* verb) const {
    if (marks_.uses) mark(verb);
  }

  std::unique_ptr<Lock> lock_;
  std::string key_;
  Marks marks_;
  pid_t holder_ = 0;
};

MarkedLock::Marks marks_for(const Scenario& scenario) {
  const auto lists_any_of = [&](std::initializer_list<std::string_view> oracles) {
    return std::ranges::any_of(oracles, [&](std::string_view name) {
      return std::ranges::find(scenario.oracles, name) != scenario.oracles.end();
    });
  };
  return {.uses = judges_uses(scenario), .answers = lists_any_of({"lock_loss_is_told", "release_is_own"})};
}

struct Cast {
  const Scenario* scenario = nullptr;
  const LockInfo* lock = nullptr;
  std::string command;
  std::vector<std::string> body;
  std::vector<PlantedPath> planted;
  std::string check;
  std::vector<std::string> machine_files;  // own_paths() of what is run
  std::filesystem::path world = tracee::kWorldPath;
};

class ScenarioActor : public Actor {
 public:
  ScenarioActor(const Cast& cast, int index, int count) : cast_(cast), index_(index), count_(count) {}
  int index() const override { return index_; }
  int count() const override { return count_; }
  const std::filesystem::path& world() const override { return cast_.world; }
  bool lock_is_command() const override { return cast_.lock == nullptr; }
  std::unique_ptr<Lock> lock(std::string_view key) override { return make_lock(key, std::nullopt); }
  std::unique_ptr<Lock> lock(std::string_view key, std::chrono::nanoseconds time_out) override {
    return make_lock(key, time_out);
  }
  RunState run_state() const override { return cast_.lock != nullptr ? cast_.lock->run_state : RunState::per_run; }
  bool cleans_up_inside() const override { return cast_.lock == nullptr || cast_.lock->cleans_up_inside; }
  bool warns() const override { return cast_.lock == nullptr || cast_.lock->warns; }
  bool checks_parent() const override { return cast_.lock == nullptr || cast_.lock->checks_parent; }
  int build_once(std::string_view key, Build& build) override;
  int build_once(std::string_view key, Build& build, Locking locking) override;
  int run_locked(std::span<const std::string_view> keys, int times) override;
  int become_command() override { return become(command_words(cast_.command)); }

 private:
  std::filesystem::path lock_path(std::string_view key) const {
    return cast_.world / "locks" / (std::string(key) + ".lock");
  }
  std::unique_ptr<Lock> make_lock(std::string_view key, std::optional<std::chrono::nanoseconds> time_out) const;
  CommandLock command_lock() const {
    return {.scenario = cast_.scenario, .command = cast_.command, .body = cast_.body, .path = [this](auto key) {
              return lock_path(key).string();
            }};
  }
  int build_under_lock(std::string_view key, Build& build);
  void make(Build& build, const std::function<void()>& keep_alive) const;

  const Cast& cast_;
  int index_;
  int count_;
};

std::unique_ptr<Lock> ScenarioActor::make_lock(std::string_view key,
                                               std::optional<std::chrono::nanoseconds> time_out) const {
  if (cast_.lock == nullptr) throw std::logic_error("a command is the lock: there is no lock object");
  LockOptions options;
  options.path = lock_path(key);
  options.time_out = time_out;
  options.log = log_line;
  return std::make_unique<MarkedLock>(cast_.lock->make(options), key, marks_for(*cast_.scenario));
}

int ScenarioActor::build_once(std::string_view key, Build& build) {
  const bool looks_first = cast_.lock == nullptr || cast_.lock->looks_first;
  if (looks_first && build.done()) return 0;
  if (cast_.lock == nullptr) return become(command_lock().words({&key, 1}));
  try {
    return build_under_lock(key, build);
  } catch (const std::system_error&) {
    if (!cast_.lock->retries_unlocked) throw;
  }
  build.make([] {});
  return 0;
}

int ScenarioActor::run_locked(std::span<const std::string_view> keys, int times) {
  std::vector<std::unique_ptr<Lock>> locks;
  for (int turn = 1; turn <= times; ++turn) {
    if (cast_.lock == nullptr) {
      if (const int status = command_lock().run(keys); status != 0) return status;
      continue;
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (turn == 1) locks.push_back(lock(keys[i]));
      if (!locks[i]->acquire()) return 1;
    }
    if (const int status = cast_.scenario->body(cast_.world); status != 0) return status;
    for (std::size_t i = keys.size(); i-- > 0;) {
      locks[i]->release();
      if (turn == times) locks.pop_back();
    }
  }
  return 0;
}

int ScenarioActor::build_under_lock(std::string_view key, Build& build) {
  const auto held = lock(key);
  if (!held->acquire()) return 1;
  if (!cast_.lock->rechecks || !build.done()) make(build, [&] { held->keep_alive(); });
  held->release();
  return 0;
}

int ScenarioActor::build_once(std::string_view key, Build& build, Locking locking) {
  if (locking == Locking::on) return build_once(key, build);
  lockproof_mark("lockless", std::string(key).c_str());
  if (locking == Locking::off && cast_.lock != nullptr && !cast_.lock->can_be_switched_off)
    return build_once(key, build);
  if (build.done()) return 0;
  if (locking == Locking::nowhere) {
    if (warns()) log_line(fmt::format("warning: there is no directory for the lock of {}: going on without it", key));
    lockproof_mark("denied", std::string(key).c_str());
  }
  make(build, [] {});
  return 0;
}

void ScenarioActor::make(Build& build, const std::function<void()>& keep_alive) const {
  const bool publishes_last = cast_.lock == nullptr || cast_.lock->publishes_last;
  if (!publishes_last) build.publish();
  try {
    build.make(keep_alive);
  } catch (...) {
    if (cast_.lock != nullptr && !cast_.lock->publishes_only_success) build.publish();
    throw;
  }
  if (publishes_last) build.publish();
}

class ActorProgram : public tracee::Program {
 public:
  ActorProgram(const Catalog& catalog, std::vector<std::string> body) : catalog_(catalog), body_(std::move(body)) {}

  void prepare(std::string_view play) override {
    const bool is_new = play != play_;
    if (is_new) cast_parts(play);
    show_machine_files(cast_.machine_files);
    if (is_new) cast_.lock = find_lock(lock_);  // now that the loader finds its libraries
    if (cast_.scenario->prepare != nullptr) cast_.scenario->prepare(cast_.world);
    plant(cast_.planted, cast_.world);
    if (!cast_.command.empty() && cast_.lock == nullptr) make_lock_directories();
  }

  // Who checks is the last one.
  int act(std::string_view, int index, int count) override {
    const bool has_check = !cast_.check.empty();
    if (has_check && index == count) return become({"sh", "-c", cast_.check});
    ScenarioActor actor(cast_, index, has_check ? count - 1 : count);
    return cast_.scenario->actor(actor);
  }

 private:
  // A program may need the directory of its lock file: whoever makes paths of keys makes directories, too.
  void make_lock_directories() const {
    const auto locks = cast_.world / "locks";
    for (const std::string_view key : cast_.scenario->keys)
      if (key.contains('/')) std::filesystem::create_directories((locks / key).parent_path());
  }

  const LockInfo* find_lock(std::string_view text) const {
    if (!is_plugin(text)) return catalog_.find_lock(text);
    PluginText plugin = plugin_text(text);
    plugin.library = machine_file(plugin.library);
    return &load_plugin(plugin);
  }

  // The text of engine::to_text: scenario, lock (and its libraries), planted paths and the check, command, a line each.
  void cast_parts(std::string_view play) {
    const auto first = play.find('\n');
    const auto second = play.find('\n', first + 1);
    cast_.scenario = catalog_.find_scenario(play.substr(0, first));
    const std::string_view lock = play.substr(first + 1, second - first - 1);
    const auto tab = std::min(lock.find('\t'), lock.size());
    lock_ = lock.substr(0, tab);
    const auto third = play.find('\n', second + 1);
    Conditions conditions;
    for (const std::string_view word : explore::split(play.substr(second + 1, third - second - 1), ' '))
      if (!word.empty()) explore::add_condition(conditions, word);
    cast_.planted = std::move(conditions.planted);
    cast_.check = std::move(conditions.check);
    cast_.command = play.substr(third + 1);
    if (cast_.scenario == nullptr) throw std::logic_error("no such scenario: " + std::string(play));
    cast_.body = body_;
    cast_.body.emplace_back(cast_.scenario->name);
    cast_.machine_files =
        own_paths(fmt::format("{} {} {} {}", cast_.command, fmt::join(body_, " "), cast_.check, lock.substr(tab)));
    play_ = play;
  }

  const Catalog& catalog_;
  std::vector<std::string> body_;
  std::string play_;
  std::string lock_;
  Cast cast_;
};

struct Word {
  std::string text;
  bool quoted = false;
};

// Splits at white space; quotes of both kinds keep words together; a backslash outside of single quotes escapes.
std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool space = quote == 0 && (c == ' ' || c == '\t' || c == '\n');
    if (space) {
      in_word = false;
      continue;
    }
    if (!std::exchange(in_word, true)) words.emplace_back();
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      words.back().quoted = true;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back().text += text[++i];
    } else {
      words.back().text += c;
    }
  }
  if (quote != 0) throw std::invalid_argument(std::string("the command has an unclosed quote: ") + quote);
  return words;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

std::vector<std::string> lock_command_words(std::string_view command, const std::string& lock,
                                            const std::vector<std::string>& body) {
  std::vector<std::string> words;
  for (auto& [word, quoted] : split_words(command)) {
    if (word == "{body}" && !quoted) {
      words.insert(words.end(), body.begin(), body.end());
      continue;
    }
    const bool is_script = quoted && word.find_first_of(" \t\n") != std::string::npos;
    replace_all(word, "{lock}", is_script ? command_from_words({lock}) : lock);
    replace_all(word, "{body}", command_from_words(body));
    words.push_back(std::move(word));
  }
  return words;
}

std::vector<std::string> command_words(std::string_view command) {
  std::vector<std::string> words;
  for (Word& word : split_words(command)) words.push_back(std::move(word.text));
  return words;
}

std::string command_from_words(const std::vector<std::string>& words) {
  std::string command;
  for (const std::string& word : words) {
    const bool is_plain = !word.empty() && word.find_first_of(" \t\n'\"\\") == std::string::npos;
    std::string quoted = word;
    replace_all(quoted, "'", "'\\''");
    command += (command.empty() ? "" : " ") + (is_plain ? word : "'" + quoted + "'");
  }
  return command;
}

std::unique_ptr<tracee::Program> make_actor_program(const Catalog& catalog, std::vector<std::string> body) {
  return std::make_unique<ActorProgram>(catalog, std::move(body));
}

}  // namespace lockproof::engine
