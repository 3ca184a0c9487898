// SIGINT (Ctrl-C) and SIGTERM, for verbs that come to an end in good order: what was done until then is told.
#pragma once

namespace lockproof::cli {

// From now on the first one only makes stop_signal_came() true, also in processes that are forked later. One that
// comes more than a second later ends the program.
void heed_stop_signals();

bool stop_signal_came();

// Ends the program by the signal that came, so that a shell knows. Requires: stop_signal_came().
[[noreturn]] void obey_stop_signal();

}  // namespace lockproof::cli
