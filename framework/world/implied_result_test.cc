// An implied result is the kernel's: with and without stops at the exit of such calls, traces are equal.
#include "world/implied_result.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "tracee/stop_count.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

// Calls that succeed or fail as the others are ahead or behind.
int use_everything(int number) {
  const int lock = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (flock(lock, number == 1 ? LOCK_SH : LOCK_EX | LOCK_NB) == 0) flock(lock, LOCK_EX | LOCK_NB);
  mkdir("shared", 0777);
  mkdir("shared/inner", 0777);
  const int file = open("shared/file", O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file >= 0) (void)!write(file, "written", 7);
  if (file >= 0) fchmod(file, 0);
  const int again = open("shared/file", O_RDONLY | O_TRUNC);
  (void)!write(again, "refused", 7);
  link("shared/file", "linked");
  access("linked", F_OK);
  rename("linked", "shared/renamed");
  rename("shared", "moved");
  rmdir("shared/inner");
  rmdir("shared");
  unlink("shared/renamed");
  unlink("moved/file");
  open("moved", O_RDONLY | O_DIRECTORY);
  open("missing/file", O_RDONLY);
  open("missing/file", O_WRONLY | O_CREAT, 0666);
  access("missing/file", F_OK);
  struct stat missing {};
  stat("nothing", &missing);
  const int log = open("log", O_RDWR | O_CREAT | O_APPEND, 0666);
  const char line[] = {'l', static_cast<char>('0' + number), '\n'};
  (void)!write(log, line, sizeof line);
  char text[64];
  (void)!read(log, text, 2);
  (void)!read(log, text, sizeof text);
  lseek(log, number == 2 ? 0 : 2, SEEK_SET);
  (void)!read(log, text, 2);
  if (number == 3) (void)!ftruncate(log, 4);
  if (number == 1) fcntl(log, F_SETFL, 0);
  (void)!write(log, "end", 3);
  if (number == 2) (void)!pwrite(log, "P", 1, 0);
  const int reader = open("log", O_RDONLY | (number == 3 ? O_TRUNC : 0));
  const ssize_t size = read(reader, text, sizeof text);
  say("%.*s", static_cast<int>(size), text);
  (void)!read(reader, text, sizeof text);
  flock(lock, LOCK_UN);
  flock(lock, LOCK_EX);
  struct stat status {};
  say("%d", stat("moved/renamed", &status));
  close(file);
  close(lock);
  return 0;
}

void read_from_start(int file) {
  char text[64];
  lseek(file, 0, SEEK_SET);
  for (int i = 0; i < 2; ++i) (void)!read(file, text, sizeof text);
}

// Whatever changes a file or an offset other than by a plain write, each on a file of its own.
int change_files(int number) {
  const int truncated = open("truncated", O_RDWR | O_CREAT, 0666);
  (void)!write(truncated, "abcdef", 6);
  const int again = open("truncated", O_RDWR | (number == 1 ? O_TRUNC : 0));
  read_from_start(again);
  const int resized = open("resized", O_RDWR | O_CREAT, 0666);
  (void)!write(resized, "abcdef", 6);
  if (number == 2) (void)!ftruncate(resized, 2);
  read_from_start(resized);
  const int patched = open("patched", O_RDWR | O_CREAT, 0666);
  (void)!write(patched, "abcdef", 6);
  if (number == 3) (void)!pwrite(patched, "X", 1, 0);
  read_from_start(patched);
  const int toggled = open("toggled", O_RDWR | O_CREAT | O_APPEND, 0666);
  (void)!write(toggled, "ab", 2);
  fcntl(toggled, F_SETFL, 0);
  lseek(toggled, 0, SEEK_SET);
  (void)!write(toggled, "Z", 1);
  fcntl(toggled, F_SETFL, O_APPEND);
  (void)!write(toggled, "end", 3);
  read_from_start(toggled);
  return 0;
}

model::Trace at_random(Part part, std::uint64_t seed, bool watch_results) {
  Rehearsal rehearsal(part, {.actors = 3, .watch_results = watch_results});
  return rehearsal.finish_at_random(seed);
}

void expect_equal_traces(Part part) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const model::Trace implied = at_random(part, seed, false);
    const model::Trace watched = at_random(part, seed, true);
    EXPECT_TRUE(implied == watched) << "seed " << seed << ": " << model::first_difference(implied, watched);
  }
}

TEST(ImpliedResult, IsTheKernels) {
  expect_equal_traces(use_everything);
}

TEST(ImpliedResult, FollowsWhatFilesContain) {
  expect_equal_traces(change_files);
}

int make_one_file(int) {
  for (int i = 0; i < 20; ++i) {
    const int fd = open("file", O_WRONLY | O_CREAT, 0666);
    (void)!write(fd, "x", 1);
    close(fd);
    unlink("file");
  }
  return 0;
}

// Counts, not times: they are the same on every machine.
TEST(ImpliedResult, SavesTheStopAtTheExit) {
  const auto stops = [](bool watch_results) {
    const std::uint64_t before = tracee::stop_count();
    Rehearsal rehearsal(make_one_file, {.watch_results = watch_results});
    rehearsal.finish();
    return tracee::stop_count() - before;
  };
  (void)stops(true);                // launches the stage
  EXPECT_LE(stops(false), 80 + 8);  // one for each call; birth, death and the server's
  EXPECT_GE(stops(true), 80 + 60);
}

}  // namespace
}  // namespace lockproof::world
