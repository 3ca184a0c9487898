// A scenario: what the actors do, which faults may strike, which oracles judge, within which bounds.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/conditions.h"
#include "lockproof/fault.h"
#include "lockproof/lock.h"

namespace lockproof {

// Work that must be done once, under a lock, by whoever comes first.
class Build {
 public:
  virtual ~Build() = default;

  // Whether the result is there already. Called without the lock, and again under it.
  virtual bool done() = 0;

  // Makes the result, and publishes it unless publish() does. Called under the lock. `keep_alive` is to be called
  // between steps. Throws if the making fails; then the result is not there.
  virtual void make(const std::function<void()>& keep_alive) = 0;

  // Says that the result is there, where that is a step of its own: called under the lock, after make() has returned.
  virtual void publish() {}
};

// Whether those who build do so under a lock.
enum class Locking : std::uint8_t {
  on,
  off,      // nobody wants one
  nowhere,  // wanted, but there is no directory for lock files
};

// What a process that plays in a scenario may use. One object per process; not shared between threads.
class Actor {
 public:
  virtual ~Actor() = default;

  virtual int index() const = 0;  // from 1
  virtual int count() const = 0;

  // The directory that all actors of the execution share: empty before Scenario::prepare, fresh for
  // each execution.
  virtual const std::filesystem::path& world() const = 0;

  // Whether a command is the lock under test. Then there is no lock object, and whoever goes on after what it did under
  // the lock has failed takes it by run_locked().
  virtual bool lock_is_command() const = 0;

  // A lock under test on world()/locks/KEY.lock whose acquire leaves the marks "want KEY" and "enter KEY", or "give_up
  // KEY", and whose release leaves "leave KEY" and "free KEY". Not available when a command is the lock under test:
  // then throws std::logic_error.
  virtual std::unique_ptr<Lock> lock(std::string_view key) = 0;

  // The same, and acquire() waits no longer than `time_out`.
  virtual std::unique_ptr<Lock> lock(std::string_view key, std::chrono::nanoseconds time_out) = 0;

  // Where the deploy routine under test keeps a run's counter.
  virtual RunState run_state() const = 0;

  // Whether the routine under test cleans up before it releases the lock, as it should.
  virtual bool cleans_up_inside() const = 0;

  // Whether the routine under test warns of what it cannot help.
  virtual bool warns() const = 0;

  // Whether a run looks that its parent still lived when it asked for a signal at the parent's death, as it should.
  virtual bool checks_parent() const = 0;

  // Double-checked build under the lock of KEY: done? acquire, done? make, release. With a command as
  // the lock under test, this process becomes that command by exec, and a child of it runs
  // Scenario::body. Returns the exit status. Throws what make() throws, after the release.
  virtual int build_once(std::string_view key, Build& build) = 0;

  // The same, but with `locking` off or nowhere: done? make; no lock is touched. Where a lock was wanted, says so in a
  // line on standard error and leaves the mark "denied KEY".
  virtual int build_once(std::string_view key, Build& build, Locking locking) = 0;

  // Takes the locks of `keys`, which are some of Scenario::keys, in this order, runs Scenario::body and releases them
  // in the reverse order; all that `times` times. With a command as the lock under test, a child becomes that command
  // around itself, once for each key, and the innermost one runs Scenario::body. Returns the exit status: 0, or that of
  // the first failure.
  virtual int run_locked(std::span<const std::string_view> keys, int times = 1) = 0;

  // Becomes the program that `lockproof run -- COMMAND` names, by exec. Returns an exit status if there is none that
  // can be executed.
  virtual int become_command() = 0;
};

struct Bounds {
  std::uint32_t steps_max = 100'000;        // choices in one execution; more is a livelock
  std::chrono::nanoseconds progress_max{};  // virtual time within which every survivor finishes,
                                            // beyond the contract's recovery time
  std::chrono::nanoseconds hold_max{};      // whoever is inside for longer is overdue; 0: nobody ever is
};

struct Scenario {
  std::string_view name;     // [a-z0-9_]+, unique
  std::string_view summary;  // one line
  int workers = 3;           // actors, if the user does not say
  FaultBudget faults;
  Conditions conditions{};
  std::vector<std::string_view> oracles;  // by name
  Bounds bounds;

  // Paths below the world that may exist at the end, besides what the lock's contract keeps; "*"
  // stands for any run of characters but "/".
  std::vector<std::string> may_stay;

  // Lays out the world before the actors start; no lock under test is involved. May be null.
  void (*prepare)(const std::filesystem::path& world);

  // What each actor does. Returns its exit status.
  int (*actor)(Actor& actor);

  // The protected section. For commands that are locks it is a program of its own, which the command starts. Returns
  // its exit status. Null for a scenario that needs a lock object.
  int (*body)(const std::filesystem::path& world);

  // Whether the scenario makes sense for a lock with this contract; null means always.
  bool (*covers)(const Contract& contract);

  // The keys whose locks the actors take. What the contract keeps of these is no leak.
  std::vector<std::string_view> keys{"build"};

  // Globs of paths below the world that belong to one run: no two actors may write to the same one.
  std::vector<std::string> private_paths{};

  // Globs of paths below the world that the locks protect: while an actor is inside, no other one writes there.
  std::vector<std::string> protected_paths{};

  // Without a body: why a command cannot play.
  std::string_view not_for_commands = "it needs a lock object";

  // Whether an actor whose call has failed by an injection of this scenario may end with another exit status than 0.
  // False where the injections are a property of the machine that every lock has to live with.
  bool excuses_failures = true;
};

}  // namespace lockproof
