#include "world/call_table.h"

#include <sys/syscall.h>

#include <array>

namespace lockproof::world {
namespace {

constexpr std::size_t kCallsMax = 512;
using Table = std::array<CallRow, kCallsMax>;

// clang-format off
constexpr void files(Table& t) {
  t[SYS_open]       = {.effect = Effect::open, .path = 0, .flags = 1, .value = 2};
  t[SYS_openat]     = {.effect = Effect::open, .directory = 0, .path = 1, .flags = 2, .value = 3};
  t[SYS_creat]      = {.effect = Effect::open, .path = 0, .value = 1};
  t[SYS_stat]       = {.effect = Effect::look, .path = 0};
  t[SYS_lstat]      = {.effect = Effect::look, .path = 0, .follow = false};
  t[SYS_fstat]      = {.effect = Effect::look, .fd = 0};
  t[SYS_newfstatat] = {.effect = Effect::look, .directory = 0, .path = 1, .flags = 3};
  t[SYS_statx]      = {.effect = Effect::look, .directory = 0, .path = 1, .flags = 2};
  t[SYS_access]     = {.effect = Effect::look, .path = 0, .flags = 1};
  t[SYS_faccessat]  = {.effect = Effect::look, .directory = 0, .path = 1, .flags = 2};
  t[SYS_faccessat2] = {.effect = Effect::look, .directory = 0, .path = 1, .flags = 2};
  t[SYS_readlink]   = {.effect = Effect::look, .path = 0, .follow = false};
  t[SYS_readlinkat] = {.effect = Effect::look, .directory = 0, .path = 1, .follow = false};
  t[SYS_statfs]     = {.effect = Effect::look, .path = 0};
  t[SYS_fstatfs]    = {.effect = Effect::look, .fd = 0};
  t[SYS_getxattr]   = {.effect = Effect::look, .path = 0};
  t[SYS_lgetxattr]  = {.effect = Effect::look, .path = 0, .follow = false};
  t[SYS_fgetxattr]  = {.effect = Effect::look, .fd = 0};
  t[SYS_listxattr]  = {.effect = Effect::look, .path = 0};
  t[SYS_setxattr]   = {.effect = Effect::attributes, .path = 0};
  t[SYS_fsetxattr]  = {.effect = Effect::attributes, .fd = 0};
  t[SYS_getdents64] = {.effect = Effect::list, .fd = 0};
  t[SYS_getdents]   = {.effect = Effect::list, .fd = 0};
  t[SYS_read]       = {.effect = Effect::read, .fd = 0, .value = 2, .data = 1};
  t[SYS_pread64]    = {.effect = Effect::read, .fd = 0, .value = 2, .data = 1};
  t[SYS_readv]      = {.effect = Effect::read, .fd = 0};
  t[SYS_preadv]     = {.effect = Effect::read, .fd = 0};
  t[SYS_preadv2]    = {.effect = Effect::read, .fd = 0};
  t[SYS_write]      = {.effect = Effect::write, .fd = 0, .value = 2, .data = 1};
  t[SYS_pwrite64]   = {.effect = Effect::write, .fd = 0, .value = 2, .data = 1};
  t[SYS_writev]     = {.effect = Effect::write, .fd = 0};
  t[SYS_pwritev]    = {.effect = Effect::write, .fd = 0};
  t[SYS_pwritev2]   = {.effect = Effect::write, .fd = 0};
  t[SYS_ftruncate]  = {.effect = Effect::resize, .fd = 0, .value = 1};
  t[SYS_truncate]   = {.effect = Effect::resize, .path = 0, .value = 1};
  t[SYS_fallocate]  = {.effect = Effect::resize, .fd = 0, .flags = 1, .value = 3};
  t[SYS_utime]      = {.effect = Effect::touch, .path = 0};
  t[SYS_utimes]     = {.effect = Effect::touch, .path = 0};
  t[SYS_futimesat]  = {.effect = Effect::touch, .directory = 0, .path = 1};
  t[SYS_utimensat]  = {.effect = Effect::touch, .directory = 0, .path = 1, .flags = 3};
  t[SYS_chmod]      = {.effect = Effect::attributes, .path = 0, .flags = 1};
  t[SYS_fchmod]     = {.effect = Effect::attributes, .fd = 0, .flags = 1};
  t[SYS_fchmodat]   = {.effect = Effect::attributes, .directory = 0, .path = 1, .flags = 2};
  t[SYS_chown]      = {.effect = Effect::attributes, .path = 0};
  t[SYS_lchown]     = {.effect = Effect::attributes, .path = 0, .follow = false};
  t[SYS_fchown]     = {.effect = Effect::attributes, .fd = 0};
  t[SYS_fchownat]   = {.effect = Effect::attributes, .directory = 0, .path = 1};
  t[SYS_mkdir]      = {.effect = Effect::make_directory, .path = 0, .flags = 1, .follow = false};
  t[SYS_mkdirat]    = {.effect = Effect::make_directory, .directory = 0, .path = 1, .flags = 2, .follow = false};
  t[SYS_mknod]      = {.effect = Effect::make_node, .path = 0, .flags = 1, .follow = false};
  t[SYS_mknodat]    = {.effect = Effect::make_node, .directory = 0, .path = 1, .flags = 2, .follow = false};
  t[SYS_unlink]     = {.effect = Effect::remove_file, .path = 0, .follow = false};
  t[SYS_unlinkat]   = {.effect = Effect::remove_file, .directory = 0, .path = 1, .flags = 2, .follow = false};
  t[SYS_rmdir]      = {.effect = Effect::remove_directory, .path = 0, .follow = false};
  t[SYS_rename]     = {.effect = Effect::rename, .path = 0, .path2 = 1, .follow = false};
  t[SYS_renameat]   = {.effect = Effect::rename, .directory = 0, .path = 1, .directory2 = 2, .path2 = 3, .follow = false};
  t[SYS_renameat2]  = {.effect = Effect::rename, .directory = 0, .path = 1, .directory2 = 2, .path2 = 3, .flags = 4, .follow = false};
  t[SYS_link]       = {.effect = Effect::link, .path = 0, .path2 = 1, .follow = false};
  t[SYS_linkat]     = {.effect = Effect::link, .directory = 0, .path = 1, .directory2 = 2, .path2 = 3, .flags = 4, .follow = false};
  t[SYS_symlink]    = {.effect = Effect::symlink, .path2 = 1, .follow = false};
  t[SYS_symlinkat]  = {.effect = Effect::symlink, .directory2 = 1, .path2 = 2, .follow = false};
  t[SYS_chdir]      = {.effect = Effect::change_directory, .path = 0};
  t[SYS_fchdir]     = {.effect = Effect::change_directory, .fd = 0};
  t[SYS_getcwd]     = {.effect = Effect::harmless};
  t[SYS_fsync]      = {.effect = Effect::sync, .fd = 0};
  t[SYS_fdatasync]  = {.effect = Effect::sync, .fd = 0};
  t[SYS_sync]       = {.effect = Effect::harmless};
  t[SYS_syncfs]     = {.effect = Effect::sync, .fd = 0};
  t[SYS_fadvise64]  = {.effect = Effect::harmless};
  t[SYS_mmap]       = {.effect = Effect::map_memory, .fd = 4, .flags = 3};
}

constexpr void descriptors(Table& t) {
  t[SYS_close]       = {.effect = Effect::close, .fd = 0};
  t[SYS_close_range] = {.effect = Effect::close_range, .flags = 2};
  t[SYS_dup]         = {.effect = Effect::duplicate, .fd = 0};
  t[SYS_dup2]        = {.effect = Effect::duplicate_to, .fd = 0, .value = 1};
  t[SYS_dup3]        = {.effect = Effect::duplicate_to, .fd = 0, .flags = 2, .value = 1};
  t[SYS_fcntl]       = {.effect = Effect::descriptor_control, .fd = 0, .flags = 1};
  t[SYS_lseek]       = {.effect = Effect::seek, .fd = 0, .flags = 2, .value = 1};
  t[SYS_pipe]        = {.effect = Effect::new_pipe};
  t[SYS_pipe2]       = {.effect = Effect::new_pipe, .flags = 1};
  t[SYS_socket]      = {.effect = Effect::new_socket};
  t[SYS_socketpair]  = {.effect = Effect::new_socket};
  t[SYS_bind]        = {.effect = Effect::transfer, .fd = 0, .follow = false};
  t[SYS_eventfd]       = {.effect = Effect::new_event};
  t[SYS_eventfd2]      = {.effect = Effect::new_event, .flags = 1};
  t[SYS_epoll_create]  = {.effect = Effect::new_event};
  t[SYS_epoll_create1] = {.effect = Effect::new_event, .flags = 0};
  t[SYS_signalfd]      = {.effect = Effect::new_event};
  t[SYS_signalfd4]     = {.effect = Effect::new_event, .flags = 3};
  t[SYS_inotify_init]   = {.effect = Effect::new_watcher};
  t[SYS_inotify_init1]  = {.effect = Effect::new_watcher, .flags = 0};
  t[SYS_inotify_add_watch] = {.effect = Effect::watch, .path = 1, .fd = 0, .flags = 2};
  t[SYS_inotify_rm_watch]  = {.effect = Effect::unwatch, .fd = 0, .value = 1};
  t[SYS_timerfd_create] = {.effect = Effect::new_timer_file, .flags = 1};
  for (const int call : {SYS_memfd_create, SYS_pidfd_open})
    t[call]          = {.effect = Effect::new_opaque};
  for (const int call : {SYS_connect, SYS_listen, SYS_sendto, SYS_sendmsg, SYS_recvfrom, SYS_recvmsg, SYS_accept, SYS_accept4,
                         SYS_shutdown, SYS_getsockopt, SYS_setsockopt, SYS_getsockname, SYS_getpeername, SYS_sendfile, SYS_splice, SYS_copy_file_range})
    t[call]          = {.effect = Effect::transfer, .fd = 0};
  t[SYS_ioctl]       = {.effect = Effect::device_control, .fd = 0};
  t[SYS_flock]       = {.effect = Effect::flock, .fd = 0, .flags = 1};
}

constexpr void processes(Table& t) {
  for (const int call : {SYS_fork, SYS_vfork, SYS_clone, SYS_clone3}) t[call] = {.effect = Effect::fork};
  t[SYS_execve]     = {.effect = Effect::exec, .path = 0};
  t[SYS_execveat]   = {.effect = Effect::exec, .directory = 0, .path = 1};
  t[SYS_exit]       = {.effect = Effect::exit, .value = 0};
  t[SYS_exit_group] = {.effect = Effect::exit, .value = 0};
  t[SYS_wait4]      = {.effect = Effect::wait_child, .flags = 2, .value = 0};
  t[SYS_waitid]     = {.effect = Effect::wait_child, .flags = 3, .value = 1};
  t[SYS_kill]       = {.effect = Effect::send_signal, .flags = 1, .value = 0};
  t[SYS_tkill]      = {.effect = Effect::send_signal, .flags = 1, .value = 0};
  t[SYS_tgkill]     = {.effect = Effect::send_signal, .flags = 2, .value = 1};
  t[SYS_rt_sigqueueinfo] = {.effect = Effect::send_signal, .flags = 1, .value = 0};
  for (const int call : {SYS_pause, SYS_rt_sigsuspend, SYS_rt_sigtimedwait}) t[call] = {.effect = Effect::wait_signal};
  t[SYS_getppid]     = {.effect = Effect::parent};
  t[SYS_sched_yield] = {.effect = Effect::yield};
  for (const int call : {SYS_prctl, SYS_setpgid, SYS_setsid, SYS_getpgid, SYS_getsid, SYS_setrlimit, SYS_prlimit64, SYS_rt_sigpending,
                         SYS_setuid, SYS_setgid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_setpriority, SYS_sched_setaffinity,
                         SYS_sched_setscheduler, SYS_personality, SYS_capset, SYS_getcwd, SYS_sysinfo, SYS_mincore, SYS_msync,
                         SYS_mlock2, SYS_landlock_create_ruleset, SYS_ioprio_set, SYS_ioprio_get, SYS_rt_tgsigqueueinfo})
    t[call]          = {.effect = Effect::process_control};
  for (const int call : {SYS_ptrace, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_reboot, SYS_kexec_load,
                         SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
                         SYS_init_module, SYS_bpf, SYS_seccomp, SYS_perf_event_open, SYS_userfaultfd, SYS_process_vm_writev,
                         SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsmount, SYS_swapon, SYS_acct})
    t[call]          = {.effect = Effect::forbidden};
  for (const int call : {SYS_poll, SYS_ppoll, SYS_select, SYS_pselect6, SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_epoll_ctl})
    t[call]          = {.effect = Effect::poll};
  t[SYS_futex]       = {.effect = Effect::futex, .flags = 1};
}

constexpr void time_and_chance(Table& t) {
  t[SYS_clock_gettime]    = {.effect = Effect::clock_read};
  t[SYS_gettimeofday]     = {.effect = Effect::gettimeofday};
  t[SYS_time]             = {.effect = Effect::time};
  t[SYS_clock_getres]     = {.effect = Effect::harmless};
  t[SYS_nanosleep]        = {.effect = Effect::sleep};
  t[SYS_clock_nanosleep]  = {.effect = Effect::sleep_clock};
  t[SYS_times]            = {.effect = Effect::cpu_time};
  t[SYS_getrusage]        = {.effect = Effect::cpu_time};
  t[SYS_alarm]            = {.effect = Effect::alarm};
  t[SYS_setitimer]        = {.effect = Effect::set_interval_timer};
  t[SYS_getitimer]        = {.effect = Effect::get_interval_timer};
  t[SYS_timer_create]     = {.effect = Effect::timer_create};
  t[SYS_timer_settime]    = {.effect = Effect::timer_set};
  t[SYS_timer_gettime]    = {.effect = Effect::timer_get};
  t[SYS_timer_getoverrun] = {.effect = Effect::timer_overrun};
  t[SYS_timer_delete]     = {.effect = Effect::timer_delete};
  t[SYS_timerfd_settime]  = {.effect = Effect::timer_file_set, .fd = 0, .flags = 1};
  t[SYS_timerfd_gettime]  = {.effect = Effect::timer_file_get, .fd = 0};
  t[SYS_getrandom]        = {.effect = Effect::random};
  t[SYS_getcpu]           = {.effect = Effect::cpu_number};
  t[SYS_sched_getaffinity] = {.effect = Effect::cpu_set};
  t[SYS_rseq]             = {.effect = Effect::no_call};  // its shared page would show the CPU number
}
// clang-format on

constexpr Table make_table() {
  Table table{};
  files(table);
  descriptors(table);
  processes(table);
  time_and_chance(table);
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

const CallRow& call_row(long number) {
  static constexpr CallRow kNone{};
  return number >= 0 && number < static_cast<long>(kTable.size()) ? kTable[static_cast<std::size_t>(number)] : kNone;
}

}  // namespace lockproof::world
