// SPDX-License-Identifier: MIT
// The transport, without hardware: pseudo-terminals and TCP over the loopback.
#include "../../examples/inspector/line.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using inspector::line;
using inspector::line_error;
using inspector::line_settings;
using inspector::parity;
using inspector::pseudo_terminal;
using namespace std::chrono_literals;
using byte_list = std::vector<std::uint8_t>;

static_assert(std::is_nothrow_move_constructible_v<line> && !std::is_copy_constructible_v<line>);

byte_list every_byte() {
  byte_list all(256);
  std::iota(all.begin(), all.end(), std::uint8_t{0});
  return all;
}

/// At most as many bytes as asked for, fewer if 2 s of silence come first.
byte_list fetch(line& from, std::size_t count) {
  byte_list all;
  while (all.size() < count) {
    std::array<std::uint8_t, 300> part{};
    auto const room = std::min(part.size(), count - all.size());
    auto const came = from.read(std::span{part}.first(room), 2s);
    if (came == 0) break;
    all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(came));
  }
  return all;
}

bool silent(line& at) {
  std::array<std::uint8_t, 8> none{};
  return at.read(none, 20ms) == 0;
}

/// The sentence of the line_error that the action ends with.
std::string complaint_of(auto action) {
  try {
    action();
  } catch (line_error const& error) {
    return error.what();
  }
  return "no complaint";
}

void check_refusal(line_settings const& asked, std::string const& words) {
  auto const sentence = complaint_of([&] { line const opened{asked}; });
  CHECK_MESSAGE(sentence.find(words) != sentence.npos, sentence << " -- has no -- " << words);
}

/// A device server on a free port of the loopback.
class listener {
public:
  listener() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    REQUIRE(::bind(socket_, address, size) == 0);
    REQUIRE(::listen(socket_, 1) == 0);
    REQUIRE(::getsockname(socket_, address, &size) == 0);
    port_ = "tcp:127.0.0.1:" + std::to_string(ntohs(at.sin_port));
  }
  listener(listener const&) = delete;
  listener& operator=(listener const&) = delete;
  ~listener() { ::close(socket_); }

  std::string const& port() const { return port_; }
  int accept() const { return ::accept(socket_, nullptr, nullptr); }

private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string port_;
};

}  // namespace

TEST_CASE("a pseudo-terminal carries every byte unchanged, both ways") {
  pseudo_terminal meter;
  line client{{.port = meter.path()}};

  client.write(every_byte());
  CHECK(fetch(meter.side(), 256) == every_byte());
  meter.side().write(every_byte());
  CHECK(fetch(client, 256) == every_byte());

  CHECK(silent(client));  // nothing was echoed
  CHECK(silent(meter.side()));
}

TEST_CASE("the meter's side is raw before any client has set it") {
  pseudo_terminal meter;
  meter.side().write(every_byte());
  CHECK(silent(meter.side()));
}

TEST_CASE("a client makes raw what was set for typing") {
  pseudo_terminal meter;
  auto const at = meter.side().descriptor();
  termios typing{};
  REQUIRE(::tcgetattr(at, &typing) == 0);
  typing.c_iflag = ICRNL | IXON | IXOFF | IXANY | ISTRIP;
  typing.c_oflag = OPOST | ONLCR;
  typing.c_lflag = ICANON | ECHO | ISIG;
  REQUIRE(::tcsetattr(at, TCSANOW, &typing) == 0);

  line client{{.port = meter.path()}};
  termios now{};
  REQUIRE(::tcgetattr(at, &now) == 0);
  CHECK((now.c_iflag | (now.c_oflag & OPOST) | (now.c_lflag & (ICANON | ECHO | ISIG))) == 0);
  client.write(every_byte());
  CHECK(fetch(meter.side(), 256) == every_byte());
  meter.side().write(every_byte());
  CHECK(fetch(client, 256) == every_byte());
}

TEST_CASE("read gives what came, and as much as fits") {
  pseudo_terminal meter;
  line client{{.port = meter.path()}};
  meter.side().write(byte_list{1, 2, 3});
  CHECK(fetch(client, 2) == byte_list{1, 2});
  CHECK(fetch(client, 1) == byte_list{3});
}

TEST_CASE("silence takes as long as was asked for") {
  pseudo_terminal meter;
  line client{{.port = meter.path()}};
  std::array<std::uint8_t, 8> none{};
  for (auto const silence : {0us, 1'750us, 30'000us}) {
    auto const start = std::chrono::steady_clock::now();
    CHECK(client.read(none, silence) == 0);
    auto const took = std::chrono::steady_clock::now() - start;
    CHECK(took >= silence);
    CHECK(took < silence + 1s);
  }
  CHECK(client.read(none, -1us) == 0);
}

TEST_CASE("a signal ends the silence early") {
  pseudo_terminal meter;
  struct sigaction seen {}, before{};
  seen.sa_handler = [](int) {};
  REQUIRE(::sigaction(SIGALRM, &seen, &before) == 0);
  ::ualarm(50'000, 50'000);  // again and again, should the first come before read() waits
  std::array<std::uint8_t, 8> none{};
  auto const start = std::chrono::steady_clock::now();
  CHECK(meter.side().read(none, 20s) == 0);
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  ::ualarm(0, 0);
  ::sigaction(SIGALRM, &before, nullptr);
}

TEST_CASE("discard drops what lies unread") {
  pseudo_terminal meter;
  line client{{.port = meter.path()}};
  meter.side().write(every_byte());
  client.write(every_byte());
  client.discard();
  meter.side().discard();
  CHECK(silent(client));
  CHECK(silent(meter.side()));
}

TEST_CASE("clients come and go, and leave nothing to the next") {
  pseudo_terminal meter;
  for (auto round = 0; round < 3; ++round) {
    line client{{.port = meter.path()}};
    client.write(byte_list{1, 2, 3});
    CHECK(fetch(meter.side(), 3) == byte_list{1, 2, 3});
    meter.side().write(byte_list{4, 5, 6});  // not fetched
  }
  CHECK(silent(meter.side()));
  line last{{.port = meter.path()}};
  CHECK(silent(last));
}

TEST_CASE("a meter that nobody listens to loses its bytes and goes on") {
  pseudo_terminal meter;
  meter.side().write(byte_list(20'000));
  line client{{.port = meter.path()}};
  meter.side().write(byte_list{7});
  CHECK(fetch(client, 1) == byte_list{7});
}

TEST_CASE("a client hears that the meter has gone") {
  auto meter = std::make_unique<pseudo_terminal>();
  line client{{.port = meter->path()}};
  meter.reset();
  auto const sentence = client.settings().port + ": the program at the other end has gone";
  std::array<std::uint8_t, 8> none{};
  CHECK(complaint_of([&] { (void)client.read(none, 2s); }) == sentence);
  CHECK(complaint_of([&] { client.write(every_byte()); }) == sentence);
}

TEST_CASE("a line says where it leads") {
  pseudo_terminal meter;
  auto const& path = meter.path();
  CHECK(line{{.port = path}}.name() == path + " at 19200 8N1");
  CHECK(line{{.port = path, .baud = 2400, .parity = parity::even}}.name() == path + " at 2400 8E1");
  CHECK(line{{.port = path, .baud = 300, .parity = parity::odd, .stop_bits = 2}}.name() == path + " at 300 8O2");
  CHECK(line{{.port = path, .baud = 12'345}}.name() == path + " at 12345 8N1");
  CHECK(meter.side().name() == path);
}

TEST_CASE("any rate is set, with a B constant or without") {
  pseudo_terminal meter;
  for (auto const baud : {50U, 2400U, 12'345U, 76'800U, 115'200U, 250'000U, 4'000'000U}) {
    line const client{{.port = meter.path(), .baud = baud}};
    CHECK(inspector::baud_of(client.descriptor()) == baud);
    CHECK(client.settings().baud == baud);
  }
}

TEST_CASE("a line can be handed on") {
  pseudo_terminal meter;
  pseudo_terminal other;
  line first{{.port = meter.path()}};
  line second{{.port = other.path()}};
  second = std::move(first);
  second.write(byte_list{9});
  CHECK(fetch(meter.side(), 1) == byte_list{9});
  CHECK(line{{.port = other.path()}}.name() == other.path() + " at 19200 8N1");  // was let go
}

TEST_CASE("a port serves one program at a time") {
  pseudo_terminal meter;
  {
    line const first{{.port = meter.path()}};
    check_refusal({.port = meter.path()}, "another program has it");
  }
  line const later{{.port = meter.path()}};
  REQUIRE(::ioctl(later.descriptor(), TIOCEXCL) == 0);  // as other programs do; root could open it all the same
  check_refusal({.port = meter.path()}, "another program has it");
}

TEST_CASE("a port that is none is refused with a sentence") {
  check_refusal({.port = ""}, "no port given");
  check_refusal({.port = "/dev/ttyNoSuch"}, "cannot open /dev/ttyNoSuch: there is no such port");
  check_refusal({.port = "/tmp"}, "cannot open /tmp: it is a directory");
  check_refusal({.port = "/dev/null"}, "cannot open /dev/null: it is not a serial port");
  check_refusal({.port = "/proc/self/exe"}, "it is a file");
}

TEST_CASE("settings that no line has are refused with a sentence") {
  pseudo_terminal meter;
  check_refusal({.port = meter.path(), .baud = 0}, "0 Bd is no rate");
  check_refusal({.port = meter.path(), .stop_bits = 0}, "stop bits are 1 or 2");
  check_refusal({.port = meter.path(), .stop_bits = 3}, "stop bits are 1 or 2");
  check_refusal({.port = meter.path(), .rs485 = true}, "cannot switch RS-485");
}

TEST_CASE("tcp carries every byte unchanged, both ways") {
  listener const server;
  line client{{.port = server.port()}};
  auto const peer = server.accept();
  CHECK(client.name() == server.port());

  client.write(every_byte());
  std::array<std::uint8_t, 300> came{};
  REQUIRE(::recv(peer, came.data(), 256, MSG_WAITALL) == 256);
  CHECK(byte_list(came.begin(), came.begin() + 256) == every_byte());
  REQUIRE(::send(peer, came.data(), 256, 0) == 256);
  CHECK(fetch(client, 256) == every_byte());
  CHECK(silent(client));
  ::close(peer);
}

TEST_CASE("a write that the network takes in parts arrives whole") {
  listener const server;
  line client{{.port = server.port()}};
  auto const peer = server.accept();
  byte_list const much(20'000'000, 0x5A);
  byte_list came(much.size());
  std::thread reader{[&] {
    std::this_thread::sleep_for(50ms);
    ::recv(peer, came.data(), came.size(), MSG_WAITALL);
  }};
  client.write(much);
  reader.join();
  CHECK((came == much));
  ::close(peer);
}

TEST_CASE("a device server that closes is told apart from silence") {
  listener const server;
  line client{{.port = server.port()}};
  auto const peer = server.accept();
  REQUIRE(::send(peer, "last", 4, 0) == 4);
  ::close(peer);
  CHECK(fetch(client, 4) == byte_list{'l', 'a', 's', 't'});
  std::array<std::uint8_t, 8> none{};
  CHECK(complaint_of([&] { (void)client.read(none, 2s); }) ==
        server.port() + ": the connection is lost: the other side closed it");
  auto const write_on = [&] {
    for (auto i = 0; i < 100; ++i) client.write(every_byte());  // the first may still be taken
  };
  CHECK_THROWS_AS(write_on(), line_error);  // and no SIGPIPE
}

TEST_CASE("a device server that is not there is refused with a sentence") {
  std::string port;
  {
    listener const gone;
    port = gone.port();
  }
  check_refusal({.port = port}, "connection refused");
  check_refusal({.port = "tcp:no-such-host.invalid:502"}, "cannot find the host no-such-host.invalid");
}

TEST_CASE("a device server's name is read with care") {
  for (auto const* nonsense : {"tcp:", "tcp:host", "tcp:[::1]"})
    check_refusal({.port = nonsense}, "write tcp:HOST:PORT or tcp:[IPV6]:PORT");
  for (auto const* no_host : {"tcp::502", "tcp::"})
    check_refusal({.port = no_host}, "the host is missing");
  for (auto const* no_number : {"tcp:host:", "tcp:host:0", "tcp:host:65536", "tcp:host:+502", "tcp:host:502x",
                                "tcp:host: 502", "tcp:host:99999999999", "tcp:[::1]:"})
    check_refusal({.port = no_number}, "a number from 1 to 65535");
  for (auto const* no_brackets : {"tcp:::1:502", "tcp:[]:502", "tcp:[::1:502", "tcp:a:b:502"})
    check_refusal({.port = no_brackets}, "stands in brackets");
  check_refusal({.port = "tcp:[::1]:1"}, "cannot connect to tcp:[::1]:1");
}
