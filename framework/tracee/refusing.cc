// refusing CALL[:ARGUMENT]=ERROR... -- COMMAND...: runs COMMAND on a machine that refuses system calls, as a container
// or an old kernel does: "refusing ptrace=EPERM clone3=ENOSYS -- lockproof doctor". With ARGUMENT only those with that
// number as the first one. A name of the kernel's newer than libseccomp may be a number: "442=ENOSYS".
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <span>
#include <stdexcept>
#include <string>

namespace {

const std::map<std::string, int> kErrors = {
    {"EACCES", EACCES}, {"EINVAL", EINVAL}, {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS}, {"EPERM", EPERM}};

void refuse(scmp_filter_ctx filter, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string what = word.substr(0, equals);
  const std::string name = what.substr(0, what.find(':'));
  const int call = seccomp_syscall_resolve_name(name.c_str());
  const std::uint32_t action = SCMP_ACT_ERRNO(kErrors.at(word.substr(equals + 1)));
  const int error = name == what ? seccomp_rule_add(filter, action, call, 0)
                                 : seccomp_rule_add(filter, action, call, 1,
                                                    SCMP_A0(SCMP_CMP_EQ, std::stoul(what.substr(name.size() + 1))));
  if (error != 0) throw std::runtime_error(word + ": " + std::strerror(-error));
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  std::size_t next = 1;
  try {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    for (; next + 1 < words.size() && std::strcmp(words[next], "--") != 0; ++next) refuse(filter, words[next]);
    if (++next >= words.size()) throw std::runtime_error("no command");
    if (const int error = seccomp_load(filter); error != 0) throw std::runtime_error(std::strerror(-error));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "refusing: %s\n", error.what());
    return EXIT_FAILURE;
  }
  execvp(words[next], &words[next]);
  std::fprintf(stderr, "refusing: %s: %s\n", words[next], std::strerror(errno));
  return EXIT_FAILURE;
}
