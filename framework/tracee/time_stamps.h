// The time stamp counter of the controller.
#pragma once

namespace lockproof::tracee {

// Actors may not read the time stamp counter (rdtsc), and where they and their controller differ in that, each switch
// from the one to the other changes a control register, which in a virtual machine costs more than all else of a stop.
// So the calling thread, and what it forks, goes without too, and reads its clocks by system calls. Should it read the
// counter all the same, it gets it back. Programs that it executes must ask for it: see allow_time_stamps(). So it is
// for processes that are lockproof's own alone: never for one that runs somebody's tests, which may execute programs.
void forgo_time_stamps();

// Takes that back. prctl(2), PR_SET_TSC.
void allow_time_stamps();

}  // namespace lockproof::tracee
