// Sockets between actors: what comes through them, descriptors too, and what they wait for.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::array<int, 2> pair_of_sockets(int type = SOCK_STREAM) {
  std::array<int, 2> ends{};
  socketpair(AF_UNIX, type, 0, ends.data());
  return ends;
}

constexpr std::size_t kRoom = CMSG_SPACE(2 * sizeof(int));

ssize_t send_descriptors(int to, const std::vector<int>& descriptors) {
  alignas(cmsghdr) std::array<char, kRoom> control{};
  char byte = 'd';
  iovec data = {.iov_base = &byte, .iov_len = 1};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
  cmsghdr* part = CMSG_FIRSTHDR(&message);
  part->cmsg_level = SOL_SOCKET;
  part->cmsg_type = SCM_RIGHTS;
  part->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
  std::memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size() * sizeof(int));
  return sendmsg(to, &message, 0);
}

// The first of the descriptors; -1: none. `space` for control messages.
int receive_descriptor(int from, std::size_t space = kRoom, int flags = MSG_CMSG_CLOEXEC) {
  alignas(cmsghdr) std::array<char, kRoom> control{};
  std::array<char, 8> bytes{};
  iovec data = {.iov_base = bytes.data(), .iov_len = bytes.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = space;
  if (recvmsg(from, &message, flags) < 0) return -1;
  const cmsghdr* part = CMSG_FIRSTHDR(&message);
  int descriptor = -1;
  if (part != nullptr && part->cmsg_type == SCM_RIGHTS) std::memcpy(&descriptor, CMSG_DATA(part), sizeof descriptor);
  return descriptor;
}

int take_lock() {
  const int fd = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  flock(fd, LOCK_EX);
  return fd;
}

// Whether somebody else has the lock.
bool is_locked() {
  const int fd = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  const bool locked = flock(fd, LOCK_EX | LOCK_NB) != 0;
  close(fd);
  return locked;
}

TEST(SentDescriptor, IsOfTheSameFileWithTheSameOffsetAndLock) {
  const model::Trace trace = rehearse([](int) {
    const auto ends = pair_of_sockets();
    if (fork() == 0) {
      const int fd = take_lock();
      (void)!write(fd, "hello", 5);
      send_descriptors(ends[1], {fd});
      _exit(0);
    }
    wait(nullptr);
    say("on its way: locked %d", is_locked());
    const int fd = receive_descriptor(ends[0]);
    say("offset %ld, close on exec %d", lseek(fd, 0, SEEK_CUR), fcntl(fd, F_GETFD));
    say("received: locked %d", is_locked());
    close(fd);
    say("closed: locked %d", is_locked());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("on its way: locked 1", "offset 5, close on exec 1", "received: locked 1",
                                        "closed: locked 0"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

// In each case the other actor waits for the lock, and gets it when nobody has the descriptor any more.
void receive_without_space(int end) {
  receive_descriptor(end, 0);
}
void read_without_asking(int end) {
  char byte = 0;
  (void)!read(end, &byte, 1);
}
void close_end(int end) {
  close(end);
}

template <void (*let_go)(int end), int type>
int send_to_oneself_and_let_go(int number) {
  const auto ends = pair_of_sockets(type);
  const int fd = take_lock();
  say("%d has it", number);
  (void)!write(ends[1], "x", 1);
  send_descriptors(ends[1], {fd, fd});
  close(fd);
  char byte = 0;
  (void)!read(ends[0], &byte, 1);
  access("before", F_OK);
  say("sent");
  let_go(ends[0]);
  access("let go", F_OK);
  access("and is alive", F_OK);
  return 0;
}

TEST(SentDescriptor, KeepsItsLockUntilTheLastIsClosed) {
  for (const Part part : {&send_to_oneself_and_let_go<receive_without_space, SOCK_STREAM>,
                          &send_to_oneself_and_let_go<read_without_asking, SOCK_STREAM>,
                          &send_to_oneself_and_let_go<receive_without_space, SOCK_SEQPACKET>,
                          &send_to_oneself_and_let_go<read_without_asking, SOCK_DGRAM>,
                          &send_to_oneself_and_let_go<close_end, SOCK_STREAM>}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.run_while_it_can(2);
    rehearsal.run_until_it_says(1, "sent");
    EXPECT_FALSE(rehearsal.can_run(2));
    rehearsal.run(1);
    EXPECT_TRUE(rehearsal.can_run(2));
    rehearsal.run_until_it_says(2, "2 has it");
    EXPECT_EQ(rehearsal.finish().end, End::completed);
    EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
  }
}

TEST(SentDescriptor, ThatIsOnlyPeekedAtIsReceivedTwice) {
  const model::Trace trace = rehearse([](int) {
    const auto ends = pair_of_sockets();
    const int fd = take_lock();
    send_descriptors(ends[1], {fd});
    close(fd);
    const int first = receive_descriptor(ends[0], kRoom, MSG_PEEK);
    const int second = receive_descriptor(ends[0]);
    close(first);
    say("locked %d", is_locked());
    close(second);
    say("locked %d", is_locked());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("locked 1", "locked 0"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

template <int flags>
int receive_and_execute(int number) {
  const auto ends = pair_of_sockets();
  const int fd = take_lock();
  say("%d has it", number);
  send_descriptors(ends[1], {fd});
  receive_descriptor(ends[0], kRoom, flags);
  access("received", F_OK);
  execl("/bin/sh", "sh", "-c", "test -e x; test -e y", nullptr);
  return 1;
}

TEST(SentDescriptor, IsClosedOnExecIfTheReceiverWantsIt) {
  for (const auto& [part, closed] :
       {std::pair(&receive_and_execute<MSG_CMSG_CLOEXEC>, true), std::pair(&receive_and_execute<0>, false)}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.run_while_it_can(2);
    rehearsal.run(1, 4);  // sendmsg, recvmsg, access, execve
    EXPECT_EQ(rehearsal.can_run(2), closed);
    EXPECT_EQ(rehearsal.finish().end, End::completed);
  }
}

TEST(SentDescriptor, OfAReceiverThatIsKilledIsClosed) {
  Rehearsal rehearsal(
      [](int number) {
        if (number == 1) {
          const auto ends = pair_of_sockets();
          const int fd = take_lock();
          send_descriptors(ends[1], {fd});
          close(fd);
          access("sent", F_OK);
          access("waits", F_OK);
        } else {
          take_lock();
          say("%d has it", number);
        }
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1, 4);  // open, flock, sendmsg, close
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), IsEmpty());
  rehearsal.kill(1);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("2 has it"));
  EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
}

sockaddr_un address_of(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(path, address.sun_path);
  return address;
}

int with_address(int (*call)(int, const sockaddr*, socklen_t), int socket, std::string_view path) {
  const sockaddr_un address = address_of(path);
  return call(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// Actor 1 serves; the others come, and are answered one after another.
template <int type>
int serve_or_ask(int number) {
  const int own = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (number == 1) {
    with_address(&bind, own, "server");
    listen(own, 8);
    mkdir("open", 0777);
    for (int i = 0; i < 2; ++i) {
      const int client = accept4(own, nullptr, nullptr, SOCK_CLOEXEC);
      char who = 0;
      (void)!read(client, &who, 1);
      say("asked by %c", who);
      (void)!send(client, &who, 1, MSG_NOSIGNAL);
      close(client);
    }
    close(own);
    unlink("server");
    return 0;
  }
  while (access("open", F_OK) != 0) sleep(1);
  if (with_address(&connect, own, "server") != 0) return 1;
  const char name = static_cast<char>('0' + number);
  (void)!write(own, &name, 1);
  char answer = 0;
  (void)!recv(own, &answer, 1, 0);
  say("%c was answered %c", name, answer);
  say("end: %zd", read(own, &answer, 1));
  return 0;
}

TEST(NamedSocket, ServesWhoeverConnects) {
  for (const Part part : {&serve_or_ask<SOCK_STREAM>, &serve_or_ask<SOCK_SEQPACKET>}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const model::Trace trace = Rehearsal(part, {.actors = 3}).finish_at_random(seed);
      std::vector<std::string> said = lines(trace);
      std::ranges::sort(said);
      EXPECT_THAT(said,
                  ElementsAre("2 was answered 2", "3 was answered 3", "asked by 2", "asked by 3", "end: 0", "end: 0"));
      EXPECT_EQ(trace.end, End::completed);
      EXPECT_THAT(trace.unmodelled, IsEmpty());
      EXPECT_TRUE(trace == Rehearsal(part, {.actors = 3}).finish_at_random(seed));
    }
  }
}

TEST(NamedSocket, IsAFileOfTheWorld) {
  const model::Trace trace = rehearse([](int) {
    const auto say_error = [](const char* what, int result) {
      const int error = errno;
      say("%s: %d %s", what, result, strerrorname_np(error));
    };
    mkdir("d", 0777);
    const int first = socket(AF_UNIX, SOCK_STREAM, 0);
    const int second = socket(AF_UNIX, SOCK_STREAM, 0);
    const int third = socket(AF_UNIX, SOCK_STREAM, 0);
    say_error("nobody", with_address(&connect, second, "d/s"));
    say_error("bind", with_address(&bind, first, "d/s"));
    say_error("again", with_address(&bind, second, "/tmp/world/d/s"));
    say_error("not yet", with_address(&connect, second, "d/s"));
    struct stat status {};
    stat("d/s", &status);
    say("socket %d, time %ld", S_ISSOCK(status.st_mode), status.st_mtim.tv_sec);
    listen(first, 1);
    rename("d/s", "t");
    symlink("t", "link");
    say_error("renamed", with_address(&connect, second, "link"));
    close(first);
    say_error("closed", with_address(&connect, third, "t"));
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre("nobody: -1 ENOENT", "bind: 0 ENOENT", "again: -1 EADDRINUSE", "not yet: -1 ECONNREFUSED",
                          "socket 1, time 1900000000", "renamed: 0 ECONNREFUSED", "closed: -1 ECONNREFUSED"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
  EXPECT_EQ(trace.residue.size(), 5U);  // t, link, d, and two sockets
}

TEST(NamedSocket, AcceptSleepsUntilSomebodyConnectsAndConnectWhileTheQueueIsFull) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_UNIX, SOCK_STREAM, 0);
        if (number == 1) {
          with_address(&bind, own, "server");
          listen(own, 0);
          access("listens", F_OK);
          for (int i = 0; i < 2; ++i) accept(own, nullptr, nullptr);
          say("two were accepted");
          return 0;
        }
        with_address(&connect, own, "server");
        say("%d is connected", number);
        return 0;
      },
      {.actors = 3});
  rehearsal.run(1, 2);  // bind, listen
  rehearsal.run_until_it_says(2, "2 is connected");
  rehearsal.run_while_it_can(3);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("2 is connected"));
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("2 is connected"));
  rehearsal.run_until_it_says(3, "3 is connected");
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("2 is connected", "3 is connected", "two were accepted"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(NamedSocket, WhoWasNotAcceptedLearnsThatTheListenerIsGone) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_UNIX, SOCK_STREAM, 0);
        if (number == 1) {
          with_address(&bind, own, "server");
          listen(own, 8);
          access("listens", F_OK);
          return 0;
        }
        with_address(&connect, own, "server");
        char byte = 0;
        const ssize_t size = read(own, &byte, 1);
        const int error = errno;
        say("%zd %s", size, size < 0 ? strerrorname_np(error) : "");
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1, 2);  // bind, listen
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), IsEmpty());
  rehearsal.run_while_it_can(1);
  EXPECT_TRUE(rehearsal.can_run(2));
  EXPECT_EQ(rehearsal.finish().end, End::completed);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("-1 ECONNRESET"));
}

TEST(NamedSocket, CarriesDescriptorsEvenBeforeItIsAccepted) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_UNIX, SOCK_STREAM, 0);
        if (number == 1) {
          with_address(&bind, own, "server");
          listen(own, 8);
          const int client = accept(own, nullptr, nullptr);
          const int fd = receive_descriptor(client);
          say("offset %ld", lseek(fd, 0, SEEK_CUR));
          say("locked %d", is_locked());
          close(fd);
          say("locked %d", is_locked());
          return 0;
        }
        with_address(&connect, own, "server");
        const int fd = take_lock();
        (void)!write(fd, "hello", 5);
        send_descriptors(own, {fd});
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1, 2);  // bind, listen
  rehearsal.run_while_it_can(2);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("offset 5", "locked 1", "locked 0"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(NamedSocket, OrdersWhatMeetsThere) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_UNIX, SOCK_STREAM, 0);
        if (number == 1) {
          with_address(&bind, own, "server");
          listen(own, 8);
          const int client = accept(own, nullptr, nullptr);
          char byte = 0;
          (void)!read(client, &byte, 1);
          close(own);
          return 0;
        }
        access("other file", F_OK);
        with_address(&connect, own, "server");
        (void)!send(own, "x", 1, 0);
        shutdown(own, SHUT_RDWR);
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1, 2);  // bind, listen
  const model::Trace& trace = rehearsal.finish();
  const auto meet = [&](std::string_view server, std::string_view client) {
    return conflict(first_operation(trace, 1, server), first_operation(trace, 2, client));
  };
  EXPECT_TRUE(meet("bind", "connect"));
  EXPECT_TRUE(meet("listen", "connect"));
  EXPECT_TRUE(meet("accept", "connect"));
  EXPECT_TRUE(meet("close", "connect"));
  EXPECT_TRUE(meet("read", "sendto"));
  EXPECT_TRUE(meet("read", "shutdown"));
  EXPECT_FALSE(meet("accept", "sendto"));
  EXPECT_FALSE(meet("read", "access"));
}

template <int family, int type, int protocol = 0>
int make_socket(int) {
  close(socket(family, type, protocol));
  return 0;
}
int connect_outside(int) {
  with_address(&connect, socket(AF_UNIX, SOCK_STREAM, 0), "/etc/passwd");
  return 0;
}
int connect_to_nothing(int) {
  with_address(&connect, socket(AF_UNIX, SOCK_STREAM, 0), "/etc/no such socket");
  return 0;
}
int set_time_out(int) {
  const timeval second = {.tv_sec = 1, .tv_usec = 0};
  setsockopt(pair_of_sockets()[0], SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  return 0;
}

TEST(Socket, ThatLeavesTheWorldIsDeclared) {
  const auto reasons = [](Part part) { return rehearse(part).unmodelled; };
  EXPECT_THAT(reasons(&make_socket<AF_INET, SOCK_RAW, IPPROTO_ICMP>), ElementsAre(HasSubstr("neither TCP nor UDP")));
  EXPECT_THAT(reasons(&make_socket<AF_PACKET, SOCK_RAW>), ElementsAre(HasSubstr("another family")));
  EXPECT_THAT(reasons(&make_socket<AF_UNIX, SOCK_STREAM>), IsEmpty());
  EXPECT_THAT(reasons(&connect_outside), ElementsAre(HasSubstr("/etc/passwd, outside of the world")));
  EXPECT_THAT(reasons(&connect_to_nothing), IsEmpty());
  EXPECT_THAT(reasons(&set_time_out), ElementsAre(HasSubstr("SO_RCVTIMEO")));
}

}  // namespace
}  // namespace lockproof::world
