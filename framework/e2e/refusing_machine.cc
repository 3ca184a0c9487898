#include "e2e/refusing_machine.h"

#include <ostream>

namespace lockproof::e2e {
namespace {

// By a shell script that goes on with its arguments, as root of a user namespace with mounts of its own.
Words in_namespace(const std::string& script) {
  return {"unshare", "-Urm", "sh", "-ec", script + "; exec \"$@\"", "sh"};
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const RefusingMachine& machine) {
  return stream << machine.name;
}

std::vector<RefusingMachine> refusing_machines(const std::string& refusing) {
  const auto without = [&](Words words) {
    words.insert(words.begin(), refusing);
    words.emplace_back("--");
    return words;
  };
  const std::string control = "ptrace";
  const std::string filters = "seccomp filters";
  const std::string namespaces = "namespaces";
  const std::string mounts = "tmpfs in a namespace";
  const std::string root = "private root and /proc";
  const std::string seccomp_option = "--security-opt seccomp=unconfined";
  return {
      {"DockersProfile",
       without({"unshare=EPERM", "clone3=ENOSYS", "mount=EPERM", "umount2=EPERM", "pivot_root=EPERM",
                "mount_setattr=EPERM", "sethostname=EPERM", "personality=EPERM"}),
       namespaces, seccomp_option},
      {"NoUserNamespaces", in_namespace("echo 0 >/proc/sys/user/max_user_namespaces"), namespaces,
       "user.max_user_namespaces=10000"},
      {"UserNamespacesWithoutRights", without({"sethostname=EPERM", "mount=EACCES"}), namespaces,
       "kernel.apparmor_restrict_unprivileged_userns=0"},
      {"Chroot", in_namespace("mount --rbind / /sys; set -- chroot /sys \"$@\""), namespaces, "not in a chroot"},
      {"NoPtrace", without({"ptrace=EPERM"}), control, "--cap-add SYS_PTRACE"},
      {"NoReadingOfOthersMemory", without({"process_vm_readv=EPERM"}), control, seccomp_option},
      {"NoWritingOfOthersMemory", without({"process_vm_writev=ENOSYS"}), control, seccomp_option},
      {"NoSeccomp", without({"seccomp=EPERM", "prctl:22=EPERM"}), filters, seccomp_option},
      {"OnlyTheOldSeccomp", without({"seccomp=ENOSYS"}), filters, "CONFIG_SECCOMP_FILTER"},
      {"NoSeccompFilters", without({"seccomp:1=EINVAL"}), filters, "CONFIG_SECCOMP_FILTER"},
      {"NoMounts", without({"mount=EACCES"}), mounts, "--security-opt apparmor=unconfined"},
      {"NoPivotRoot", without({"pivot_root=EPERM"}), root, "--security-opt apparmor=unconfined"},
      {"MaskedProc", in_namespace("mount --bind /dev/null /proc/interrupts"), root,
       "--security-opt systempaths=unconfined"},
      {"ReadOnlySysctls", in_namespace("mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys"), root,
       "--security-opt systempaths=unconfined"},
      {"OldKernel", without({"mount_setattr=ENOSYS"}), root, "Linux 5.12 or newer"},
      {"NoClone3", without({"clone3=ENOSYS"}), "clone3", seccomp_option},
      {"NoCloseRange", without({"close_range=EPERM"}), "a whole execution", "Linux 5.12 or newer"},
      {"NoPidfds", without({"pidfd_open=EPERM"}), "a whole execution", "Linux 5.12 or newer"},
  };
}

}  // namespace lockproof::e2e
