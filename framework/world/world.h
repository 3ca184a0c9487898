// Actors, files, PIDs and the virtual clock as one thing that offers choices and applies them. At most one actor
// runs at any time, and only while apply() (or begin()) is running.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/choice.h"
#include "model/trace.h"
#include "tracee/stage.h"
#include "world/actor.h"
#include "world/fault_rules.h"
#include "world/scene.h"
#include "world/start_up.h"

namespace lockproof::world {

class World {
 public:
  // Belongs to the thread that owns `stage`, which outlives it.
  explicit World(tracee::Stage& stage) : stage_(stage) {}
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  struct Setup {
    std::string_view play;  // what the fork server's Program plays
    int actors = 1;
    std::uint64_t seed = 0;  // of randomness inside the world
    FaultBudget faults{};    // what is offered; who counts how often each may strike is the caller
    Conditions conditions{};
    bool watch_results = false;   // stops at the exit of every call, also where the result is implied
    bool spare_start_ups = true;  // what a program did at its start in an earlier execution, it need not do again;
                                  // nothing comes of it while results are watched
  };

  // Starts an execution: a fresh world, and every actor run up to its first visible operation; with Conditions::check
  // one more is born when they have all ended. What happens is
  // appended to `trace`, which must outlive the execution. Throws tracee::Refused.
  void begin(const Setup& setup, model::Trace& trace);

  // The legal next choices: run by actor, faults, clock. Without any run or clock the execution is over: then there are
  // none, and trace.end says why.
  const std::vector<model::Choice>& choices();

  // What every actor is about to do, by index into Trace::actors, as far as it is known before the result. Valid until
  // the next apply().
  const std::vector<const model::Operation*>& pending();

  // Makes one of choices() happen.
  void apply(const model::Choice& choice);

  // Whether the start-up of a program was spared in this execution, or can be in those to come.
  bool spares_start_ups() const { return spared_; }

  // What is known of earlier executions, the next one shall not go by: it plays something else.
  void forget();

  // Ends the execution: kills whoever is left and fills trace.residue. `end` replaces trace.end if given.
  void finish(std::optional<model::End> end = std::nullopt);

  // Gives the process of a living actor up, in the midst of the execution, for a debugger to attach to: it is stopped,
  // before the call at which it stands. Returns its PID for lockproof. Everybody else stays where they are; nothing but
  // the end of the stage is possible from then on.
  pid_t let_go(std::int16_t index);

  // Compares the files as lockproof knows them with the real ones. Throws std::logic_error if they differ: then
  // lockproof is wrong. Valid between begin() and the next begin().
  void check_files() const;

 private:
  Actor& at(std::int16_t index) { return *actors_[static_cast<std::size_t>(index)]; }
  model::Event& record(const Actor& actor, model::Event::Kind kind);
  void record_operation(Actor& actor, model::Event::Kind kind, const model::Operation& operation);
  void lay_out_files(std::string_view play);
  void watched(const std::function<void()>& step);  // notes whoever spins or vanishes in `step`
  Actor& give_birth(tracee::Tracee tracee, Actor* parent, std::int32_t pid, bool same_process);

  void start(Actor& actor);
  bool actors_are_over() const;
  void start_check();

  bool can_run(const Actor& actor) const;
  std::optional<std::int64_t> next_timer_ns() const;
  void advance_clock();
  void fire_timers();

  // Timers that are read from descriptors: timer_files.cc.
  std::int64_t next_timer_file_ns() const;
  void fire_timer_files();
  void make_timer_file(Actor& actor, tracee::arch::Registers registers);
  void set_timer_file(Actor& actor);

  // Faults: strike.cc.
  void offer(model::Choice::Kind kind, const Actor& actor, std::size_t value);
  void offer_at(model::Choice::Kind kind, const Actor& actor, const Standing& standing,
                const std::vector<FilterRule>& rules);
  void offer_faults();
  Standing standing_of(const Actor& actor) const;
  const Actor& root_of(const Actor& actor) const;
  bool is_paused(const Actor& actor) const;
  bool is_pid_free(const Actor& actor) const;
  bool is_spared(const Actor& actor) const;
  void strike(const model::Choice& choice);
  void kill(Actor& actor);
  void kill_tree(Actor& actor);
  void pause(Actor& actor, std::chrono::nanoseconds duration);
  void step_clock(Actor& actor, std::chrono::nanoseconds by);
  void reuse_pid(Actor& actor, bool by_worker);
  void lose_locks(Actor& actor);
  void send_signal(Actor& actor, int signal);
  const Injection* certain_injection(Actor& actor);
  void inject(Actor& actor, const Injection& injection);

  // Conditions: conditions.cc.
  bool meets_conditions(Actor& actor);
  bool may_not_signal(const Actor& actor) const;
  bool may_not_name(const Actor& actor) const;
  bool show_cached(Actor& actor);
  bool look_up_first(Actor& actor);
  void update_attribute_cache(Actor& actor);
  void note_seen(const Actor& actor, AttributeCache::Seen seen);
  void note_opened(const Actor& actor);
  void age_planted();

  // The parts of apply(run).
  void run(Actor& actor);
  void run_asleep(Actor& actor);
  void run_blocked(Actor& actor);
  void perform(Actor& actor);
  void execute(Actor& actor);
  void read_proc_file(Actor& actor);
  void perform_bind(Actor& actor);
  tracee::Stop resume_to_result(Actor& actor, bool may_block, bool expired);
  void after_result(Actor& actor, bool expired);
  void block(Actor& actor);
  void born(Actor& parent, pid_t thread);
  void execed(Actor& actor);
  void become(Actor& actor);
  void release_vforked(Actor& child);

  // What programs do at their start: start_up.cc.
  void begin_history(Actor& actor);
  void note_visible(Actor& actor, model::Event::Kind kind, std::int64_t result);
  void note_local(Actor& actor, long result);
  void note_answered(Actor& actor);
  void keep_start_up(Actor& actor);
  std::optional<long> passing_result(const Actor& actor) const;
  bool pass(Actor& actor);
  void run_ahead(Actor& actor, const StartUp& start_up);
  void catch_up(Actor& actor);
  void catch_up_all();
  void drop_start_ups();
  void hide_start_ups(const Pending& pending);

  // Ends: death.cc.
  tracee::Stop wait(Actor& actor);
  void take_over(Actor& actor, Actor& leader);
  void perform_exit(Actor& actor);
  void leave_threads(Actor& leader);
  void bury(Actor& actor, const tracee::Stop& stop);
  void bury_killed();
  void orphan(const Actor& parent, model::Operation& end);
  void signalled(const Process& process);
  void wake(const model::Operation& operation, const Actor* by);  // nullptr: time did it

  // The actor runs until it stands at a visible call, sleeps, or is gone.
  void run_until_parked(Actor& actor);
  bool park(Actor& actor);
  void settle_local(Actor& actor, long result);
  void go_on(Actor& actor);
  bool is_full() const;
  void refuse(Actor& actor, int error);
  void skip(const Actor& actor, long result);
  void deliver(Actor& actor, int signal);
  void undo_interruption(Actor& actor, int signal);
  void answered(Actor& actor, tracee::arch::Registers registers);
  void log(Actor& actor, std::string_view text);

  tracee::Stage& stage_;
  Scene scene_;
  struct Layout {
    FileTree files;
    std::vector<std::string> temporary;  // what is beside the world, sorted
  };
  std::unordered_map<std::string, Layout> layouts_;  // of the prepared world, by play
  const Layout* layout_ = nullptr;                   // of the current one
  std::vector<std::unique_ptr<Actor>> actors_;
  std::vector<model::Choice> choices_;
  std::vector<const model::Operation*> pending_;
  model::Trace* trace_ = nullptr;
  std::uint32_t steps_without_effect_ = 0;
  FaultBudget faults_;
  FaultRules rules_;
  std::vector<tracee::Tracee> bystanders_;
  std::optional<tracee::Stage::Newborn> check_;           // until it is born
  std::unordered_map<std::uint64_t, StartUp> start_ups_;  // by history
  bool start_ups_possible_ = true;                        // as far as is known
  bool wants_start_ups_ = false;                          // in this execution
  bool spared_ = false;
};

}  // namespace lockproof::world
