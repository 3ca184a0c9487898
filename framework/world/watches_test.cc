// Watching files (inotify): who is woken by what, and that a lock can wait for its release in this way.
#include <dirent.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "world/rehearsal.h"
#include "world/ways_to_close.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string text_of(std::uint32_t mask) {
  constexpr std::pair<std::uint32_t, const char*> kNames[] = {
      {IN_ACCESS, "ACCESS"},           {IN_ATTRIB, "ATTRIB"},     {IN_CLOSE_NOWRITE, "CLOSE_NOWRITE"},
      {IN_CLOSE_WRITE, "CLOSE_WRITE"}, {IN_CREATE, "CREATE"},     {IN_DELETE, "DELETE"},
      {IN_DELETE_SELF, "DELETE_SELF"}, {IN_IGNORED, "IGNORED"},   {IN_MODIFY, "MODIFY"},
      {IN_MOVED_FROM, "MOVED_FROM"},   {IN_MOVED_TO, "MOVED_TO"}, {IN_OPEN, "OPEN"},
  };
  for (const auto& [bit, name] : kNames)
    if ((mask & bit) != 0) return name;
  return std::to_string(mask);
}

void say_events(int watcher) {
  alignas(inotify_event) std::array<char, 4096> bytes{};
  const ssize_t size = read(watcher, bytes.data(), bytes.size());
  if (size < 0) return say("%s", strerrorname_np(errno));
  for (ssize_t at = 0; at < size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(&bytes[static_cast<std::size_t>(at)]);
    say("%d %s %s %u", event->wd, text_of(event->mask).c_str(), event->len > 0 ? event->name : "-", event->cookie);
    at += static_cast<ssize_t>(sizeof *event + event->len);
  }
}

void touch_file(const char* path) {
  close(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666));
}

TEST(Watch, TellsWhatHappensInOrderAndWithTheSameNumbersEveryTime) {
  const Part part = [](int) {
    mkdir("d", 0777);
    const int watcher = inotify_init1(IN_CLOEXEC);
    say("watch %d", inotify_add_watch(watcher, "d", IN_ALL_EVENTS));
    const int fd = open("d/a", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    (void)!write(fd, "x", 1);
    close(fd);
    rename("d/a", "d/b");
    rename("d/b", "d/c");
    say("watch %d", inotify_add_watch(watcher, "d/c", IN_DELETE_SELF));
    say_events(watcher);
    unlink("d/c");
    say_events(watcher);
    say("%d", inotify_rm_watch(watcher, 1));
    say_events(watcher);
    close(watcher);
    return 0;
  };
  const model::Trace first = rehearse(part);
  EXPECT_THAT(lines(first),
              ElementsAre("watch 1", "watch 2", "1 CREATE a 0", "1 OPEN a 0", "1 MODIFY a 0", "1 CLOSE_WRITE a 0",
                          "1 MOVED_FROM a 1", "1 MOVED_TO b 1", "1 MOVED_FROM b 2", "1 MOVED_TO c 2",
                          "2 DELETE_SELF - 0", "2 IGNORED - 0", "1 DELETE c 0", "0", "1 IGNORED - 0"));
  EXPECT_THAT(first.unmodelled, IsEmpty());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(first == rehearse(part));
}

void create(int) {
  touch_file("new");
}
void open_existing(int) {
  (void)!open("file", O_RDONLY);
}
void end(int) {
  _exit(0);
}
void read_it(int fd) {
  char byte = 0;
  (void)!read(fd, &byte, 1);
}
void change_mode(int fd) {
  fchmod(fd, 0600);
}
void set_times(int fd) {
  futimens(fd, nullptr);
}
void truncate_it(int fd) {
  (void)!ftruncate(fd, 1);
}
void make_link(int) {
  link("file", "another");
}
void make_symlink(int) {
  symlink("file", "another");
}
void list(int) {
  DIR* directory = opendir(".");
  (void)!readdir(directory);
}

// Actor 1 waits for the event; actor 2 does what causes it.
template <std::uint32_t event, void (*act)(int fd), bool polls>
int wait_or_act(int number) {
  if (number == 2) {
    const int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    (void)!pwrite(fd, "text", 4, 0);
    access("now", F_OK);
    act(fd);
    access("done", F_OK);
    access("and alive", F_OK);
    return 0;
  }
  const int watcher = inotify_init1(IN_NONBLOCK * polls);
  inotify_add_watch(watcher, ".", event);
  pollfd ready = {.fd = watcher, .events = POLLIN, .revents = 0};
  if (polls) poll(&ready, 1, -1);
  std::array<char, 4096> bytes{};
  say("%s", read(watcher, bytes.data(), bytes.size()) > 0 ? "woken" : "in vain");
  return 0;
}

template <std::uint32_t event, void (*act)(int fd)>
void expect_woken() {
  for (const Part part : {&wait_or_act<event, act, false>, &wait_or_act<event, act, true>}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run(2, 2);  // open, pwrite
    rehearsal.run_while_it_can(1);
    rehearsal.run(2);  // access
    EXPECT_THAT(lines(rehearsal.trace()), IsEmpty());
    // To open and list a directory takes three steps.
    for (int i = 0; i < 3 && lines(rehearsal.trace()).empty(); ++i) {
      rehearsal.run(2);
      rehearsal.run_while_it_can(1);
    }
    EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("woken"));
    EXPECT_EQ(rehearsal.finish().end, End::completed);
    EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
  }
}

TEST(Watch, WakesWhoeverWaitsForAChange) {
  expect_woken<IN_CREATE, create>();
  expect_woken<IN_CREATE, make_link>();
  expect_woken<IN_CREATE, make_symlink>();
  expect_woken<IN_ATTRIB, change_mode>();
  expect_woken<IN_ATTRIB, set_times>();
  expect_woken<IN_MODIFY, truncate_it>();
}

TEST(Watch, WakesWhoeverWaitsForReaders) {
  expect_woken<IN_OPEN, open_existing>();
  expect_woken<IN_ACCESS, read_it>();
  expect_woken<IN_ACCESS, list>();
}

TEST(Watch, WakesWhoeverWaitsForAClose) {
  expect_woken<IN_CLOSE_WRITE, close_it>();
  expect_woken<IN_CLOSE_WRITE, replace_it>();
  expect_woken<IN_CLOSE_WRITE, close_all>();
  expect_woken<IN_CLOSE_WRITE, execute>();
  expect_woken<IN_CLOSE_WRITE, end>();
}

TEST(Watch, TimesOutInVirtualTime) {
  const model::Trace trace = rehearse([](int) {
    const int watcher = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(watcher, ".", IN_CREATE);
    say_events(watcher);
    pollfd ready = {.fd = watcher, .events = POLLIN, .revents = 0};
    say("poll %d", poll(&ready, 1, 5'000));
    if (fork() == 0) {
      sleep(1);
      touch_file("file");
      _exit(0);
    }
    const int epoll = epoll_create1(0);
    epoll_event watched = {.events = EPOLLIN, .data = {.fd = watcher}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, watcher, &watched);
    say("epoll %d", epoll_wait(epoll, &watched, 1, 5'000));
    int size = 0;
    ioctl(watcher, FIONREAD, &size);
    say("%d bytes", size);
    say_events(watcher);
    wait(nullptr);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("EAGAIN", "poll 0", "epoll 1", "32 bytes", "1 CREATE file 0"));
  EXPECT_EQ(trace.time_ns, 6'000'000'000);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Watch, OrdersWhatItTellsOf) {
  Rehearsal rehearsal(
      [](int number) {
        const std::string own = std::to_string(number);
        mkdir(own.c_str(), 0777);
        if (number == 1) {
          const int watcher = inotify_init1(IN_NONBLOCK);
          inotify_add_watch(watcher, ".", IN_CREATE);
          ioctl(watcher, FIONREAD, nullptr);
          std::array<char, 4096> bytes{};
          (void)!read(watcher, bytes.data(), bytes.size());
        } else {
          symlink("x", (own + "s").c_str());
          access("x", F_OK);
        }
        return 0;
      },
      {.actors = 3});
  rehearsal.run(3);  // mkdir, while nobody watches
  rehearsal.run(2);
  rehearsal.run(1, 2);  // mkdir, inotify_add_watch
  rehearsal.run_while_it_can(2);
  rehearsal.run_while_it_can(3);
  const model::Trace& trace = rehearsal.finish();
  const auto meet = [&](int one, std::string_view name, int other, std::string_view other_name) {
    return conflict(first_operation(trace, one, name), first_operation(trace, other, other_name));
  };
  EXPECT_FALSE(meet(2, "mkdir", 3, "mkdir"));
  EXPECT_TRUE(meet(2, "symlink", 3, "symlink"));
  EXPECT_TRUE(meet(1, "inotify_add_watch", 2, "mkdir"));
  EXPECT_FALSE(meet(1, "inotify_add_watch", 2, "access"));
  EXPECT_TRUE(meet(1, "read", 2, "symlink"));
  EXPECT_TRUE(meet(1, "ioctl", 2, "symlink"));
  EXPECT_FALSE(meet(1, "read", 2, "access"));
}

// Actor 1 watches a directory for its end and its attributes. Actor 2 has it open, changes a neighbour, a file in it,
// and removes it.
int watch_or_change(int number) {
  if (number == 1) {
    mkdir("d", 0777);
    touch_file("d/file");
    const int watcher = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(watcher, "d", IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB);
    std::array<char, 4096> bytes{};
    (void)!read(watcher, bytes.data(), bytes.size());
    return 0;
  }
  const int directory = open("d", O_RDONLY | O_DIRECTORY);
  access("go on", F_OK);
  mkdir("beside", 0777);
  chmod("d/file", 0600);
  unlink("d/file");
  rmdir("d");
  close(directory);
  access("gone", F_OK);
  return 0;
}

TEST(Watch, IsToldOfNothingButWhatItWatches) {
  Rehearsal rehearsal(&watch_or_change, {.actors = 2});
  rehearsal.run(1, 2);  // mkdir, open
  rehearsal.run(2);     // open
  rehearsal.run(1);     // inotify_add_watch
  rehearsal.run_while_it_can(2);
  const model::Trace& trace = rehearsal.finish();
  const auto meets_read = [&](std::string_view name) {
    return conflict(first_operation(trace, 1, "read"), first_operation(trace, 2, name));
  };
  EXPECT_FALSE(meets_read("mkdir"));
  EXPECT_TRUE(meets_read("chmod"));
  EXPECT_TRUE(meets_read("unlink"));
  EXPECT_FALSE(meets_read("rmdir")) << "it is still open";
  EXPECT_TRUE(meets_read("close"));
}

template <bool watches>
int look_or_remove(int number) {
  if (number == 1) {
    const int watcher = inotify_init1(IN_NONBLOCK);
    return watches ? inotify_add_watch(watcher, "file", IN_DELETE_SELF) : access("file", F_OK);
  }
  const int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  unlink("file");
  close(fd);
  access("gone", F_OK);
  return 0;
}

template <bool watches>
std::uint64_t stands_at_after_removal(bool first_ends = false) {
  Rehearsal rehearsal(&look_or_remove<watches>, {.actors = 2});
  rehearsal.run(2);  // open
  rehearsal.run(1);
  if (first_ends) rehearsal.kill(1);
  rehearsal.run(2);  // unlink
  EXPECT_TRUE(rehearsal.can_run(2));
  return rehearsal.trace().actors.at(1).stands_at;
}

// The last close of a file without a name is a step only while its end is watched: states that are the same otherwise
// differ by that.
TEST(Watch, DecidesAtWhichCallOthersStand) {
  EXPECT_NE(stands_at_after_removal<true>(), 0U);
  EXPECT_NE(stands_at_after_removal<true>(), stands_at_after_removal<false>());
}

// Else states would not tell what follows.
TEST(Watch, ThatIsNoMoreLeavesNoTrace) {
  EXPECT_EQ(stands_at_after_removal<true>(true), stands_at_after_removal<false>(true));
}

// Actor 2 closes a file in a step of another kind, or as it dies.
template <bool watches>
int watch_hold_or_remove(int number) {
  if (number == 1) return watches ? inotify_add_watch(inotify_init1(IN_NONBLOCK), "file", IN_DELETE_SELF) : 0;
  if (number == 3) return unlink("file");
  const int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  access("last look", F_OK);
  close(fd);
  open("file", O_RDONLY | O_CLOEXEC);
  access("alive", F_OK);
  return 0;
}

template <bool watches>
bool does_close_meet_removal(bool by_death) {
  Rehearsal rehearsal(&watch_hold_or_remove<watches>, {.actors = 3});
  rehearsal.run(2);  // open
  if (watches) rehearsal.run(1);
  rehearsal.run(2, by_death ? 2 : 1);
  if (by_death) rehearsal.kill(2);
  const model::Operation closing = rehearsal.trace().events.back().operation;
  rehearsal.run(3);
  return conflict(closing, first_operation(rehearsal.trace(), 3, "unlink"));
}

// The end of a file that has lost its name is told when it is closed.
TEST(Watch, MakesItMatterWhetherWhatIsRemovedIsOpen) {
  for (const bool by_death : {false, true}) {
    EXPECT_TRUE(does_close_meet_removal<true>(by_death));
    EXPECT_FALSE(does_close_meet_removal<false>(by_death));
  }
}

int watch_outside(int) {
  inotify_add_watch(inotify_init(), "/etc", IN_CREATE);
  return 0;
}
int read_into_pieces(int) {
  const int watcher = inotify_init();
  inotify_add_watch(watcher, ".", IN_CREATE);
  touch_file("file");
  std::array<char, 4096> bytes{};
  const iovec piece = {.iov_base = bytes.data(), .iov_len = bytes.size()};
  (void)!readv(watcher, &piece, 1);
  return 0;
}

TEST(Watch, OfWhatIsOutsideIsDeclared) {
  EXPECT_THAT(rehearse(&watch_outside).unmodelled, ElementsAre(HasSubstr("/etc, outside of the world")));
  EXPECT_THAT(rehearse(&read_into_pieces).unmodelled, ElementsAre(HasSubstr("not read by read(2)")));
}

// A lock file, whose waiters sleep until it goes, or for ten seconds at most.
template <bool watches_first>
int lock_and_unlock(int number) {
  const int watcher = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watches_first) inotify_add_watch(watcher, ".", IN_DELETE);
  int fd = -1;
  while ((fd = open("lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0) {
    if (!watches_first) inotify_add_watch(watcher, ".", IN_DELETE);
    pollfd ready = {.fd = watcher, .events = POLLIN, .revents = 0};
    poll(&ready, 1, 10'000);
    std::array<char, 4096> bytes{};
    (void)!read(watcher, bytes.data(), bytes.size());
  }
  say("%d enters", number);
  access("inside", F_OK);
  say("%d leaves", number);
  unlink("lock");
  close(fd);
  close(watcher);
  return 0;
}

TEST(Watch, LetsALockWaitForItsReleaseWithoutATimeOut) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const model::Trace trace = Rehearsal(&lock_and_unlock<true>, {.actors = 2}).finish_at_random(seed);
    EXPECT_THAT(lines(trace), testing::AnyOf(ElementsAre("1 enters", "1 leaves", "2 enters", "2 leaves"),
                                             ElementsAre("2 enters", "2 leaves", "1 enters", "1 leaves")));
    EXPECT_EQ(trace.end, End::completed);
    EXPECT_EQ(trace.time_ns, 0);
    EXPECT_THAT(trace.unmodelled, IsEmpty());
    EXPECT_TRUE(trace == Rehearsal(&lock_and_unlock<true>, {.actors = 2}).finish_at_random(seed));
  }
}

TEST(Watch, ThatComesAfterTheAttemptMissesTheReleaseInSomeSchedule) {
  Rehearsal rehearsal(&lock_and_unlock<false>, {.actors = 2});
  rehearsal.run_until_it_says(1, "1 enters");
  rehearsal.run(2);  // open
  rehearsal.run_while_it_can(1);
  rehearsal.run_while_it_can(2);
  EXPECT_EQ(rehearsal.finish().time_ns, 10'000'000'000);
}

}  // namespace
}  // namespace lockproof::world
