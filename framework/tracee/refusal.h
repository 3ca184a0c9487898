// What the machine refuses, and what to do about it.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace lockproof::tracee {

struct Refusal {
  int error = 0;  // errno; 0: what says it all
  std::string what;
  std::string remedy = {};
};

inline std::string reason_of(const Refusal& refusal) {
  if (refusal.error == 0) return refusal.what;
  return refusal.what + ": " + std::strerror(refusal.error);
}

inline std::string text_of(const Refusal& refusal) {
  return reason_of(refusal) + (refusal.remedy.empty() ? "" : " (remedy: " + refusal.remedy + ")");
}

// Each names what may stand in the way where README.md says so ("Run it in your CI").
inline constexpr std::string_view kControlRemedy =
    "Docker, Podman: --cap-add SYS_PTRACE --security-opt seccomp=unconfined; elsewhere, as root: sysctl -w "
    "kernel.yama.ptrace_scope=1";
inline constexpr std::string_view kFilterRemedy =
    "a kernel with CONFIG_SECCOMP_FILTER; Docker, Podman: --security-opt seccomp=unconfined";
inline constexpr std::string_view kNamespacesRemedy =
    "as root: sysctl -w user.max_user_namespaces=10000 user.max_net_namespaces=10000 "
    "kernel.unprivileged_userns_clone=1 "
    "kernel.apparmor_restrict_unprivileged_userns=0 (those that there are); Docker, Podman: --security-opt "
    "seccomp=unconfined; "
    "not in a chroot";
inline constexpr std::string_view kMountRemedy =
    "Docker, Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined; Ubuntu, as root: sysctl -w "
    "kernel.apparmor_restrict_unprivileged_userns=0";
inline constexpr std::string_view kProcRemedy = "Docker, Podman: --security-opt systempaths=unconfined";
inline constexpr std::string_view kRecentRemedy =
    "Linux 5.12 or newer; Docker, Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined";
inline constexpr std::string_view kLastPidRemedy = "a kernel with CONFIG_CHECKPOINT_RESTORE";
inline constexpr std::string_view kCloneRemedy =
    "Docker, Podman: --security-opt seccomp=unconfined; elsewhere, a sandbox that lets clone3 through";

}  // namespace lockproof::tracee
