// Commands as somebody who is not root.
#pragma once

#include <sys/types.h>

#include "e2e/program_run.h"

namespace lockproof::e2e {

// Users of the tests; nobody else owns a process or a file by these numbers.
constexpr uid_t plain_user = 61'234;
constexpr uid_t killed_user = 61'235;

// Words that run `words` as `user`, by setpriv(1), in the same process. For a caller who is not root: `words`.
Words as_ordinary_user(uid_t user, Words words);

}  // namespace lockproof::e2e
