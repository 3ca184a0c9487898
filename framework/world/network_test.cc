// Sockets with addresses that are no paths: of the network, and abstract ones.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "world/addressed_calls.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Locks that many programs use: whoever is bound to the address has it.

template <typename Kind>
int take_bound_lock(int number) {
  const int own = socket(Kind::family, Kind::type | SOCK_CLOEXEC, 0);
  access("begins", F_OK);
  if (with_address(&bind, own, Kind::address()) != 0) {
    say("%d %s", number, strerrorname_np(errno));
    return 0;
  }
  say("%d has it", number);
  access("inside", F_OK);
  close(own);
  access("done", F_OK);
  return 0;
}

template <typename Kind>
void test_bound_lock() {
  Rehearsal rehearsal(&take_bound_lock<Kind>, {.actors = 3});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_until_it_says(2, "2 EADDRINUSE");
  rehearsal.run(1, 2);  // access, close
  rehearsal.run_until_it_says(3, "3 has it");
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(BoundAddress, IsALockThatCloseGivesBack) {
  test_bound_lock<Tcp>();
  test_bound_lock<Udp>();
  test_bound_lock<Tcp6>();
  test_bound_lock<Abstract>();
  test_bound_lock<AbstractDatagram>();
}

TEST(BoundAddress, IsGivenBackWhenItsHolderIsKilled) {
  for (const Part part : {&take_bound_lock<Tcp>, &take_bound_lock<Udp>, &take_bound_lock<Abstract>}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.kill(1);
    rehearsal.run_until_it_says(2, "2 has it");
    EXPECT_THAT(rehearsal.finish().unmodelled, IsEmpty());
  }
}

TEST(BoundAddress, OrdersWhatMeetsThere) {
  for (const Part part : {&take_bound_lock<Tcp>, &take_bound_lock<Abstract>}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.run_until_it_says(2, "2 EADDRINUSE");
    const model::Trace& trace = rehearsal.finish();
    EXPECT_TRUE(meet(trace, "bind", "bind"));
    EXPECT_TRUE(meet(trace, "close", "bind"));
    EXPECT_FALSE(meet(trace, "bind", "access"));
    EXPECT_THAT(to_string(*find_operation(trace, 1, "bind")),
                HasSubstr(part == &take_bound_lock<Tcp> ? "127.0.0.1:4711" : "@lock"));
  }
}

// Actor 1 serves; the others come, and are answered one after another.
template <typename Kind>
int serve_or_ask(int number) {
  const int own = socket(Kind::family, Kind::type | SOCK_CLOEXEC, 0);
  char byte = 0;
  if (number == 1) {
    with_address(&bind, own, Kind::address());
    listen(own, 8);
    for (int i = 0; i < 2; ++i) {
      const int client = accept4(own, nullptr, nullptr, SOCK_CLOEXEC);
      (void)!read(client, &byte, 1);
      say("asked by %c", byte);
      (void)!send(client, &byte, 1, MSG_NOSIGNAL);
      close(client);
    }
    return 0;
  }
  while (with_address(&connect, own, Kind::address()) != 0) sleep(1);
  const char name = static_cast<char>('0' + number);
  (void)!write(own, &name, 1);
  (void)!recv(own, &byte, 1, 0);
  say("%c was answered %c", name, byte);
  say("end: %zd", read(own, &byte, 1));
  return 0;
}

TEST(Connection, ServesWhoeverConnects) {
  for (const Part part : {&serve_or_ask<Tcp>, &serve_or_ask<Tcp6>, &serve_or_ask<Abstract>}) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
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

TEST(Connection, OrdersWhatMeetsThere) {
  Rehearsal rehearsal(&serve_or_ask<Tcp>, {.actors = 3});
  rehearsal.run(1, 2);  // bind, listen
  const model::Trace& trace = rehearsal.finish();
  EXPECT_TRUE(meet(trace, "bind", "connect"));
  EXPECT_TRUE(meet(trace, "listen", "connect"));
  EXPECT_TRUE(meet(trace, "accept4", "connect"));
  EXPECT_TRUE(meet(trace, "read", "write"));
  EXPECT_FALSE(meet(trace, "accept4", "write"));
  EXPECT_FALSE(conflict(*find_operation(trace, 2, "write"), *find_operation(trace, 3, "write")));
}

TEST(Connection, IsRefusedWhereNobodyListens) {
  const model::Trace trace = rehearse([](int) {
    const int first = socket(AF_INET, SOCK_STREAM, 0);
    say("nobody: %s", error_name(with_address(&connect, first, loopback(80))));
    const int second = socket(AF_INET, SOCK_STREAM, 0);
    with_address(&bind, second, loopback(80));
    say("bound: %s", error_name(with_address(&connect, first, loopback(80))));
    listen(second, 1);
    say("listens: %s", error_name(with_address(&connect, first, loopback(80))));
    say("again: %s", error_name(with_address(&connect, first, loopback(80))));
    const int waits_not = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("without waiting: %s", error_name(with_address(&connect, waits_not, loopback(80))));
    pollfd made = {.fd = waits_not, .events = POLLOUT, .revents = 0};
    say("made: %d", poll(&made, 1, -1));
    accept(second, nullptr, nullptr);
    const int end = accept(second, nullptr, nullptr);
    (void)!write(waits_not, "x", 1);
    char byte = 0;
    say("%s", result_text(read(end, &byte, 1)).c_str());
    say("empty: %s", result_text(read(waits_not, &byte, 1)).c_str());
    close(first);
    close(second);
    const int third = socket(AF_UNIX, SOCK_STREAM, 0);
    say("abstract: %s", error_name(with_address(&connect, third, abstract("nobody"))));
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre("nobody: ECONNREFUSED", "bound: ECONNREFUSED", "listens: ok", "again: EISCONN",
                          "without waiting: EINPROGRESS", "made: 1", "1", "empty: EAGAIN", "abstract: ECONNREFUSED"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Connection, OfADeadPeerEnds) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_INET, SOCK_STREAM, 0);
        char byte = 0;
        if (number == 1) {
          with_address(&bind, own, loopback(80));
          listen(own, 1);
          accept(own, nullptr, nullptr);
          access("accepted", F_OK);
          return 0;
        }
        with_address(&connect, own, loopback(80));
        say("%s", result_text(read(own, &byte, 1)).c_str());
        say("%s", result_text(send(own, "x", 1, MSG_NOSIGNAL)).c_str());
        say("%s", result_text(send(own, "x", 1, MSG_NOSIGNAL)).c_str());
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1, 2);  // bind, listen
  rehearsal.run_while_it_can(2);
  rehearsal.run(1);  // accept
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.kill(1);
  EXPECT_TRUE(rehearsal.can_run(2));
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("0", "1", "EPIPE"));
  EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
}

// The port of a connection is free when both ends are closed, whoever was first.
TEST(Port, IsFreeAsSoonAsItIsClosed) {
  const model::Trace trace = rehearse([](int) {
    for (int i = 0; i < 4; ++i) {
      const int listener = socket(AF_INET, SOCK_STREAM, 0);
      say("%s", error_name(with_address(&bind, listener, loopback(80))));
      listen(listener, 1);
      const int client = socket(AF_INET, SOCK_STREAM, 0);
      with_address(&connect, client, loopback(80));
      const int end = accept(listener, nullptr, nullptr);
      close(listener);
      close(i % 2 == 0 ? end : client);
      if (i == 3) {
        const int other = socket(AF_INET, SOCK_STREAM, 0);
        say("still open: %s", error_name(with_address(&bind, other, loopback(80))));
      }
      close(i % 2 == 0 ? client : end);
    }
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("ok", "ok", "ok", "ok", "still open: EADDRINUSE"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Port, ThatIsNotAskedForIsTheSameInEachExecution) {
  const auto play = [] {
    return rehearse([](int) {
      const int listener = socket(AF_INET, SOCK_STREAM, 0);
      say("bind: %s", error_name(with_address(&bind, listener, loopback(0))));
      say("%s", address_from(&getsockname, listener).c_str());
      const int taken = socket(AF_INET, SOCK_STREAM, 0);
      with_address(&bind, taken, loopback(32769));
      listen(listener, 1);
      const int client = socket(AF_INET, SOCK_STREAM, 0);
      with_address(&connect, client, loopback(32768));
      say("client %s", address_from(&getsockname, client).c_str());
      say("peer %s", address_from(&getpeername, accept(listener, nullptr, nullptr)).c_str());
      const int unbound = socket(AF_INET6, SOCK_STREAM, 0);
      listen(unbound, 1);
      say("%s", address_from(&getsockname, unbound).c_str());
      const int datagram = socket(AF_INET, SOCK_DGRAM, 0);
      send_to(datagram, "x", loopback(9));
      say("%s", address_from(&getsockname, datagram).c_str());
      const int named = socket(AF_UNIX, SOCK_DGRAM, 0);
      const sockaddr any = {.sa_family = AF_UNIX, .sa_data = {}};
      say("bind: %s", error_name(bind(named, &any, sizeof any.sa_family)));
      say("%s", address_from(&getsockname, named).c_str());
      return 0;
    });
  };
  const model::Trace trace = play();
  EXPECT_THAT(lines(trace), ElementsAre("bind: ok", "127.0.0.1:32768", "client 127.0.0.1:32770", "peer 127.0.0.1:32770",
                                        "[::]:32771", "0.0.0.0:32772", "bind: ok", "@00005"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
  EXPECT_TRUE(trace == play());
}

TEST(Poll, IsWokenByWhatComesFromTheNetwork) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (number == 1) {
          with_address(&bind, own, loopback(80));
          listen(own, 1);
          const int events = epoll_create1(0);
          epoll_event event = {.events = EPOLLIN, .data = {.fd = own}};
          epoll_ctl(events, EPOLL_CTL_ADD, own, &event);
          say("epoll: %d", epoll_wait(events, &event, 1, -1));
          const int client = accept(own, nullptr, nullptr);
          pollfd data = {.fd = client, .events = POLLIN, .revents = 0};
          say("poll: %d", poll(&data, 1, -1));
          return 0;
        }
        access("begins", F_OK);
        with_address(&connect, own, loopback(80));
        (void)!write(own, "x", 1);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), IsEmpty());
  rehearsal.run(2, 2);  // access, connect
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("epoll: 1"));
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("epoll: 1", "poll: 1"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
  EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
}

// getaddrinfo(3) asks the kernel which hosts there are.
TEST(Network, KnowsLocalhost) {
  const model::Trace trace = rehearse([](int) {
    addrinfo* found = nullptr;
    say("%d", getaddrinfo("localhost", "80", nullptr, &found));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("0"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

SocketAddress elsewhere() {
  SocketAddress address = loopback(80);
  address.host[0] = 10;
  return address;
}
template <int type, int (*call)(int, const sockaddr*, socklen_t)>
int go_elsewhere(int) {
  with_address(call, socket(AF_INET, type, 0), elsewhere());
  return 0;
}
int send_elsewhere(int) {
  send_to(socket(AF_INET, SOCK_DGRAM, 0), "x", elsewhere());
  return 0;
}
int fill_queue(int) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  with_address(&bind, listener, loopback(80));
  listen(listener, 0);
  for (int i = 0; i < 2; ++i) with_address(&connect, socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), loopback(80));
  return 0;
}
int send_much(int) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  with_address(&bind, listener, loopback(80));
  listen(listener, 0);
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  with_address(&connect, client, loopback(80));
  const std::string much(40'000, 'x');
  (void)!write(client, much.data(), much.size());
  return 0;
}
template <int option>
int set_option(int) {
  const int on = 1;
  setsockopt(socket(AF_INET, SOCK_STREAM, 0), option == SO_REUSEPORT ? SOL_SOCKET : IPPROTO_TCP, option, &on,
             sizeof on);
  return 0;
}

int change_network(int) {
  struct {
    nlmsghdr header;
    ifinfomsg link;
  } message{};
  message.header = {.nlmsg_len = sizeof message,
                    .nlmsg_type = RTM_NEWLINK,
                    .nlmsg_flags = NLM_F_REQUEST,
                    .nlmsg_seq = 1,
                    .nlmsg_pid = 0};
  message.link.ifi_index = 1;
  send(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), &message, sizeof message, 0);
  return 0;
}

int set_loopback(int) {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCGIFFLAGS, &request);
  ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &request);
  return 0;
}

TEST(Network, ThatLeavesTheWorldOrGoesByTheMachinesTimeIsDeclared) {
  const auto reasons = [](Part part) { return rehearse(part).unmodelled; };
  EXPECT_THAT(reasons(&go_elsewhere<SOCK_STREAM, &connect>),
              ElementsAre("what goes to 10.0.0.1:80, outside of the world"));
  EXPECT_THAT(reasons(&go_elsewhere<SOCK_DGRAM, &connect>),
              ElementsAre("what goes to 10.0.0.1:80, outside of the world"));
  EXPECT_THAT(reasons(&go_elsewhere<SOCK_STREAM, &bind>), ElementsAre(HasSubstr("bound to 10.0.0.1:80, outside")));
  EXPECT_THAT(reasons(&send_elsewhere), ElementsAre("what goes to 10.0.0.1:80, outside of the world"));
  EXPECT_THAT(reasons(&fill_queue), ElementsAre(HasSubstr("full queue")));
  EXPECT_THAT(reasons(&send_much), ElementsAre(HasSubstr("32 KiB")));
  EXPECT_THAT(reasons(&set_option<SO_REUSEPORT>), ElementsAre(HasSubstr("SO_REUSEPORT")));
  EXPECT_THAT(reasons(&set_option<TCP_CORK>), ElementsAre(HasSubstr("TCP_CORK")));
  EXPECT_THAT(reasons(&set_option<TCP_NODELAY>), IsEmpty());
  EXPECT_THAT(reasons(&set_loopback), ElementsAre(HasSubstr("change of the network")));
  EXPECT_THAT(reasons(&change_network), ElementsAre(HasSubstr("change of the network")));
}

}  // namespace
}  // namespace lockproof::world
