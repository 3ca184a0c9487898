// From the words of the command line to the verb, and from what went wrong to a message and an exit status.
#pragma once

namespace lockproof::cli {

// What main() returns.
int dispatch(int argc, char** argv);

// Whether lockproof::serve() has been called in this process: then processes of the same program will call it, too.
bool is_served();

}  // namespace lockproof::cli
