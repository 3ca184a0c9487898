#include "e2e/ordinary_user.h"

#include <unistd.h>

#include <string>

namespace lockproof::e2e {

Words as_ordinary_user(uid_t user, Words words) {
  if (geteuid() != 0) {
    return words;
  }
  const std::string id = std::to_string(user);
  const Words prefix = {"setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--"};
  words.insert(words.begin(), prefix.begin(), prefix.end());
  return words;
}

}  // namespace lockproof::e2e
