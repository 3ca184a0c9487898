// Datagrams: to ports, and to abstract addresses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "world/addressed_calls.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;
using testing::IsEmpty;

template <typename Kind>
int receive_or_send(int number) {
  const int own = socket(Kind::family, SOCK_DGRAM, 0);
  if (number == 1) {
    with_address(&bind, own, Kind::address());
    for (int i = 0; i < 2; ++i) {
      std::array<char, 16> text{};
      const ssize_t size = recv(own, text.data(), text.size(), 0);
      say("got %zd: %s", size, text.data());
    }
    return 0;
  }
  access("begins", F_OK);
  if (number == 2) {
    say("sent %zd", send_to(own, "from two", Kind::address()));
  } else {
    with_address(&connect, own, Kind::address());
    (void)!write(own, "three", 5);
  }
  return 0;
}

TEST(Datagram, WakesWhoeverWaitsForIt) {
  for (const Part part : {&receive_or_send<Udp>, &receive_or_send<AbstractDatagram>}) {
    Rehearsal rehearsal(part, {.actors = 3});
    rehearsal.run_while_it_can(1);
    EXPECT_FALSE(rehearsal.can_run(1));
    rehearsal.run_until_it_says(2, "sent 8");
    EXPECT_TRUE(rehearsal.can_run(1));
    rehearsal.run_while_it_can(1);
    EXPECT_FALSE(rehearsal.can_run(1));
    rehearsal.run_while_it_can(3);
    EXPECT_TRUE(rehearsal.can_run(1));
    const model::Trace& trace = rehearsal.finish();
    EXPECT_THAT(lines(trace), ElementsAre("sent 8", "got 8: from two", "got 5: three"));
    EXPECT_TRUE(meet(trace, "recvfrom", "sendto"));
    EXPECT_TRUE(meet(trace, "bind", "sendto"));
    EXPECT_TRUE(conflict(*find_operation(trace, 1, "recvfrom"), *find_operation(trace, 3, "write")));
    EXPECT_FALSE(meet(trace, "recvfrom", "access"));
    EXPECT_THAT(trace.unmodelled, IsEmpty());
  }
}

TEST(Datagram, WaitsWhileItsReceiverIsFull) {
  Rehearsal rehearsal(
      [](int number) {
        const int own = socket(AF_UNIX, SOCK_DGRAM, 0);
        if (number == 1) {
          with_address(&bind, own, abstract("server"));
          access("bound", F_OK);
          std::array<char, 16> text{};
          int got = 0;
          while (got < 16 && recv(own, text.data(), text.size(), 0) > 0) ++got;
          say("got %d", got);
          return 0;
        }
        int sent = 0;
        while (send_to(own, "x", abstract("server"), MSG_DONTWAIT) > 0) ++sent;
        say("full: %d", errno == EAGAIN);
        while (sent < 16 && send_to(own, "x", abstract("server")) > 0) ++sent;
        say("sent %d", sent);
        return 0;
      },
      {.actors = 2});
  rehearsal.run(1);  // bind
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("full: 1"));
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.run(1, 2);  // access, recvfrom
  EXPECT_TRUE(rehearsal.can_run(2));
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("full: 1", "sent 16", "got 16"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Datagram, WithoutAReceiverIsRefused) {
  const model::Trace trace = rehearse([](int) {
    const int unix_socket = socket(AF_UNIX, SOCK_DGRAM, 0);
    say("abstract: %s", result_text(send_to(unix_socket, "x", abstract("nobody"))).c_str());
    const int receiver = socket(AF_UNIX, SOCK_DGRAM, 0);
    with_address(&bind, receiver, abstract("somebody"));
    with_address(&connect, unix_socket, abstract("somebody"));
    close(receiver);
    say("gone: %s", result_text(write(unix_socket, "x", 1)).c_str());
    const int udp = socket(AF_INET, SOCK_DGRAM, 0);
    say("udp: %s", result_text(send_to(udp, "x", loopback(80))).c_str());
    with_address(&connect, udp, loopback(80));
    say("connected: %s", result_text(write(udp, "x", 1)).c_str());
    say("again: %s", result_text(write(udp, "x", 1)).c_str());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("abstract: ECONNREFUSED", "gone: ECONNREFUSED", "udp: 1", "connected: 1",
                                        "again: ECONNREFUSED"));
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

}  // namespace
}  // namespace lockproof::world
