// SPDX-License-Identifier: MIT
#include "line.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/serial.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace inspector {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

enum class kind { serial, pseudo, meter_side, tcp };

struct open_port {
  open_port(std::string name, inspector::kind what) : path{std::move(name)}, kind{what} {}
  open_port(open_port const&) = delete;
  open_port& operator=(open_port const&) = delete;
  ~open_port() {
    if (rs485_before) ::ioctl(descriptor, TIOCSRS485, &*rs485_before);
    if (before) {
      ::tcsetattr(descriptor, TCSANOW, &*before);
      if (baud_of(descriptor) != baud_before) set_any_baud(descriptor, baud_before);  // struct termios has no odd rates
      ::ioctl(descriptor, TIOCNXCL);  // would stay as long as anybody, a getty for example, has the port open
    }
    if (descriptor >= 0) ::close(descriptor);
    if (other_end >= 0) ::close(other_end);
  }

  std::string path;
  inspector::kind kind;
  int descriptor = -1;
  int other_end = -1;  // the clients' end, held open by the meter's side, which gets EIO once the last one is closed
  std::optional<termios> before;
  unsigned baud_before = 0;
  std::optional<serial_rs485> rs485_before;
};

namespace {

constexpr auto patience = 5s;  // to connect, and to get rid of bytes

std::string lowered(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string reason(int error) {
  return lowered(std::generic_category().message(error));
}

int again_if_interrupted(auto call) {
  for (;;)
    if (auto const result = call(); result != -1 || errno != EINTR) return result;
}

/// What poll saw; 0 when the time is over or a signal came. ppoll, as the silence that ends a frame may be below 1 ms.
int look(int descriptor, short events, std::chrono::microseconds limit) {
  limit = std::max(limit, 0us);
  auto const seconds = std::chrono::floor<std::chrono::seconds>(limit);
  timespec const time{.tv_sec = seconds.count(), .tv_nsec = (limit - seconds).count() * 1000};
  pollfd watched{.fd = descriptor, .events = events, .revents = 0};
  return ::ppoll(&watched, 1, &time, nullptr) > 0 ? watched.revents : 0;
}

/// As look(), but no signal shortens it.
int wait_for(int descriptor, short events, steady::time_point until) {
  for (;;) {
    auto const left = std::chrono::ceil<std::chrono::microseconds>(until - steady::now());
    if (auto const seen = look(descriptor, events, left); seen != 0 || left <= 0us) return seen;
  }
}

line_error lost(open_port const& port, int error) {
  auto const why = error == 0 ? "the other side closed it" : reason(error);
  switch (port.kind) {
    case kind::tcp: return line_error{port.path + ": the connection is lost: " + why};
    case kind::serial: return line_error{port.path + ": the port is lost: " + why + "; was the device unplugged?"};
    default: return line_error{port.path + ": the program at the other end has gone"};
  }
}

// --- serial ports

constexpr std::pair<unsigned, speed_t> named_bauds[]{
    {50, B50},           {75, B75},           {110, B110},         {134, B134},         {150, B150},
    {200, B200},         {300, B300},         {600, B600},         {1200, B1200},       {1800, B1800},
    {2400, B2400},       {4800, B4800},       {9600, B9600},       {19200, B19200},     {38400, B38400},
    {57600, B57600},     {115200, B115200},   {230400, B230400},   {460800, B460800},   {500000, B500000},
    {576000, B576000},   {921600, B921600},   {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000},
    {2000000, B2000000}, {2500000, B2500000}, {3000000, B3000000}, {3500000, B3500000}, {4000000, B4000000}};

std::string baud_and_bits(line_settings const& asked) {
  return std::to_string(asked.baud) + " 8" + static_cast<char>(asked.parity) + std::to_string(asked.stop_bits);
}

std::string ports_here() {
  std::string found;
  std::error_code ignored;
  for (auto const& entry : std::filesystem::directory_iterator{"/dev", ignored})
    for (auto const* usual : {"/dev/ttyUSB", "/dev/ttyACM", "/dev/ttyAMA"})
      if (entry.path().native().starts_with(usual)) found += (found.empty() ? "" : ", ") + entry.path().native();
  return found.empty() ? "is the adapter plugged in?" : "there are: " + found;
}

line_error cannot_open(std::string const& path, std::string const& why) {
  return line_error{"cannot open " + path + ": " + why};
}

line_error cannot_open(std::string const& path, int error, gid_t owner = 0) {
  auto const* const group = ::getgrgid(owner);
  switch (error) {
    case ENOENT: return cannot_open(path, "there is no such port; " + ports_here());
    case EACCES:
      return cannot_open(path, "permission denied; are you in the group " +
                                   std::string{owner != 0 && group != nullptr ? group->gr_name : "dialout"} + "?");
    case EBUSY: return cannot_open(path, "another program has it; close that one first (fuser " + path + " finds it)");
    case ENOTTY: return cannot_open(path, "it is not a serial port");
    case EIO:
    case ENODEV:
    case ENXIO: return cannot_open(path, reason(error) + "; there is no device behind this name");
    default: return cannot_open(path, reason(error));
  }
}

/// TIOCEXCL keeps other programs out, but not those of root, and on a pseudo-terminal it would outlive a killed client,
/// as the meter's side holds the terminal open. flock() does better in both, but keeps out only those who ask for it.
void take_alone(open_port const& port) {
  int taken = 0;
  if (::ioctl(port.descriptor, TIOCGEXCL, &taken) == 0 && taken != 0) throw cannot_open(port.path, EBUSY);
  if (again_if_interrupted([&] { return ::flock(port.descriptor, LOCK_EX | LOCK_NB); }) != 0 && errno == EWOULDBLOCK)
    throw cannot_open(port.path, EBUSY);
  if (port.kind == kind::serial) ::ioctl(port.descriptor, TIOCEXCL);
}

void apply(open_port const& port, termios wanted, line_settings const& asked) {
  auto const cannot_set = [&](std::string const& why) {
    return line_error{"cannot set " + asked.port + " to " + baud_and_bits(asked) + ": " + why};
  };
  ::cfmakeraw(&wanted);
  wanted.c_iflag = 0;  // cfmakeraw leaves IXOFF, IXANY, INPCK; a byte of wrong parity comes too, the CRC will find it
  wanted.c_cflag = (wanted.c_cflag & HUPCL) | CS8 | CREAD | CLOCAL;
  // A pseudo-terminal has no parity: Linux drops PARENB, and some C libraries make EINVAL of that. Nothing to ask then.
  if (asked.parity != parity::none && port.kind == kind::serial) wanted.c_cflag |= PARENB;
  if (asked.parity == parity::odd && port.kind == kind::serial) wanted.c_cflag |= PARODD;
  if (asked.stop_bits == 2) wanted.c_cflag |= CSTOPB;
  wanted.c_cc[VMIN] = wanted.c_cc[VTIME] = 0;

  auto const* const named = std::ranges::find(named_bauds, asked.baud, &std::pair<unsigned, speed_t>::first);
  auto const odd = named == std::end(named_bauds);
  ::cfsetspeed(&wanted, odd ? B9600 : named->second);  // for a moment; B0 would hang up
  if (again_if_interrupted([&] { return ::tcsetattr(port.descriptor, TCSANOW, &wanted); }) != 0)
    throw cannot_set(reason(errno));
  if (odd && !set_any_baud(port.descriptor, asked.baud))
    throw cannot_set(reason(errno) + "; its driver may know the usual rates only");

  termios got{};  // tcsetattr succeeds if it could set anything at all
  if (::tcgetattr(port.descriptor, &got) != 0) throw cannot_set(reason(errno));
  constexpr tcflag_t matters = CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS;
  if (((got.c_cflag ^ wanted.c_cflag) & matters) != 0 || got.c_iflag != 0 || (got.c_lflag & (ICANON | ECHO)) != 0)
    throw cannot_set("its driver keeps other settings; try another parity or other stop bits");
  unsigned long long const rate = baud_of(port.descriptor);
  if (rate != 0 && (rate * 100 < asked.baud * 97ULL || rate * 100 > asked.baud * 103ULL))
    throw cannot_set("its driver makes it " + std::to_string(rate) + " Bd; try another rate or another adapter");
}

void switch_rs485(open_port& port) {
  serial_rs485 wanted{};
  auto offered = ::ioctl(port.descriptor, TIOCGRS485, &wanted) == 0;
  if (offered) {
    port.rs485_before = wanted;
    wanted.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    offered = ::ioctl(port.descriptor, TIOCSRS485, &wanted) == 0;
  }
  if (!offered)
    throw line_error{port.path + " cannot switch RS-485 by RTS: its driver refuses (" + reason(errno) +
                     "); many adapters switch by themselves: try without"};
}

std::unique_ptr<open_port> open_serial(line_settings const& asked) {
  auto const& path = asked.port;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw cannot_open(path, errno);
  if (S_ISDIR(status.st_mode)) throw cannot_open(path, "it is a directory, not a serial port");
  if (S_ISREG(status.st_mode)) throw cannot_open(path, "it is a file, not a serial port");
  if (!S_ISCHR(status.st_mode)) throw cannot_open(path, ENOTTY);

  // Majors 136 to 143 are the clients' ends of pseudo-terminals: Linux kernel, admin-guide/devices.txt.
  auto const pseudo = major(status.st_rdev) >= 136 && major(status.st_rdev) <= 143;
  auto port = std::make_unique<open_port>(path, pseudo ? kind::pseudo : kind::serial);
  port->descriptor =
      again_if_interrupted([&] { return ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC); });
  termios before{};
  if (port->descriptor < 0 || ::tcgetattr(port->descriptor, &before) != 0)
    throw cannot_open(path, errno, status.st_gid);
  take_alone(*port);
  if (!pseudo) {
    port->baud_before = baud_of(port->descriptor);
    port->before = before;
  }
  apply(*port, before, asked);
  if (asked.rs485) switch_rs485(*port);
  return port;
}

// --- device servers

constexpr std::string_view tcp = "tcp:";

struct endpoint {
  std::string host, port;
};

endpoint parse_endpoint(std::string const& text) {
  auto const wrong = [&](std::string const& why) {
    return line_error{text + " is no device server: " + why + "; write tcp:HOST:PORT or tcp:[IPV6]:PORT"};
  };
  auto const rest = std::string_view{text}.substr(tcp.size());
  auto const colon = rest.rfind(':');
  if (colon == rest.npos) throw wrong("the port is missing");
  auto host = rest.substr(0, colon);
  auto const port = rest.substr(colon + 1);

  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of(":[]") != host.npos)
    throw wrong("an IPv6 address stands in brackets, the port behind them");
  if (host.empty()) throw wrong("the host is missing");

  unsigned number = 0;
  auto const [end, failed] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (failed != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535)
    throw wrong("the port must be a number from 1 to 65535");
  return {std::string{host}, std::to_string(number)};
}

/// 0, or the errno of the attempt.
int try_to_connect(int descriptor, addrinfo const& address, steady::time_point until) {
  if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (wait_for(descriptor, POLLOUT, until) == 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

std::unique_ptr<open_port> connect_tcp(line_settings const& asked) {
  auto const server = parse_endpoint(asked.port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* addresses = nullptr;  // getaddrinfo waits as long as resolv.conf says
  auto const unknown = ::getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &addresses);
  if (unknown != 0)
    throw line_error{"cannot find the host " + server.host + ": " +
                     (unknown == EAI_SYSTEM ? reason(errno) : lowered(::gai_strerror(unknown))) +
                     "; is its name right?"};
  auto const release = [](addrinfo* list) { ::freeaddrinfo(list); };
  std::unique_ptr<addrinfo, decltype(release)> const owner{addresses, release};

  auto left = 0;
  for (auto const* address = addresses; address != nullptr; address = address->ai_next) ++left;
  auto const until = steady::now() + patience;
  auto error = 0;
  for (auto const* address = addresses; address != nullptr; address = address->ai_next, --left) {
    auto port = std::make_unique<open_port>(asked.port, kind::tcp);
    port->descriptor = ::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    auto const now = steady::now();  // each address has its share: a dead IPv6 must not use up the time of the IPv4
    error = port->descriptor < 0 ? errno : try_to_connect(port->descriptor, *address, now + (until - now) / left);
    if (error != 0) continue;
    int const yes = 1;
    ::setsockopt(port->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return port;
  }
  throw line_error{"cannot connect to " + asked.port + ": " +
                   (error == ECONNREFUSED ? "connection refused; the host is there, but nothing listens on this port"
                    : error == ETIMEDOUT  ? "no answer within 5 s; is the address right and the device server on?"
                                          : reason(error) + "; is the address right?")};
}

std::unique_ptr<open_port> open_any(line_settings const& asked) {
  if (asked.port.empty()) throw line_error{"no port given; name one such as /dev/ttyUSB0 or tcp:HOST:PORT"};
  if (asked.baud == 0) throw cannot_open(asked.port, "0 Bd is no rate; choose one such as 19200");
  if (asked.stop_bits != 1 && asked.stop_bits != 2) throw cannot_open(asked.port, "stop bits are 1 or 2");
  return asked.port.starts_with(tcp) ? connect_tcp(asked) : open_serial(asked);
}

}  // namespace

// --- line

std::string fault_of_port(std::string const& port) {
  if (!port.starts_with(tcp)) return {};
  try {
    (void)parse_endpoint(port);
    return {};
  } catch (line_error const& fault) {
    return fault.what();
  }
}

line::line(line_settings const& asked) : settings_{asked}, name_{asked.port}, port_{open_any(asked)} {
  if (port_->kind != kind::tcp) name_ += " at " + baud_and_bits(asked);
  discard();  // a pseudo-terminal still has what an earlier client did not fetch
}

line::line(std::unique_ptr<open_port> port)
    : settings_{.port = port->path}, name_{port->path}, port_{std::move(port)} {}

line::line(line&&) noexcept = default;
line& line::operator=(line&&) noexcept = default;
line::~line() = default;

int line::descriptor() const {
  return port_->descriptor;
}

void line::write(std::span<std::uint8_t const> bytes) {
  auto const is_tcp = port_->kind == kind::tcp;
  auto until = steady::now() + patience;
  while (!bytes.empty()) {
    auto const sent = is_tcp ? ::send(port_->descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                             : ::write(port_->descriptor, bytes.data(), bytes.size());
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
      until = steady::now() + patience;
    } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      throw lost(*port_, errno);
    } else if (port_->kind == kind::meter_side) {
      if (look(port_->descriptor, POLLOUT, 100ms) == 0) return;  // no client fetches: lost, as on a wire
    } else if (wait_for(port_->descriptor, POLLOUT, until) == 0) {
      throw line_error{name_ + ": no byte has gone out for 5 s; does the other side still read?"};
    }
  }
  // A signal ends the wait, or a stuck driver could hold the program for ever; the bytes leave all the same.
  auto const has_wire = port_->kind == kind::serial || port_->kind == kind::pseudo;
  if (has_wire && ::tcdrain(port_->descriptor) != 0 && errno != EINTR) throw lost(*port_, errno);
}

std::size_t line::read(std::span<std::uint8_t> bytes, std::chrono::microseconds silence) {
  auto const seen = look(port_->descriptor, POLLIN, silence);
  if (seen == 0 || bytes.empty()) return 0;
  auto const count = ::read(port_->descriptor, bytes.data(), bytes.size());
  if (count > 0) return static_cast<std::size_t>(count);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  if (count < 0) throw lost(*port_, errno);
  // With VMIN 0 a terminal reads 0 when nothing is there and when it was unplugged; poll tells which.
  if (port_->kind == kind::tcp || (seen & (POLLHUP | POLLERR)) != 0) throw lost(*port_, 0);
  return 0;
}

void line::discard() {
  // Not tcflush, which misses what the driver is still handing on. And not for ever: the other side may babble.
  std::array<std::uint8_t, 4096> unread;
  for (auto rounds = 0; rounds < 256 && ::read(port_->descriptor, unread.data(), unread.size()) > 0; ++rounds) {
  }
}

// --- pseudo_terminal

namespace {

std::unique_ptr<open_port> open_meter_side() {
  auto port = std::make_unique<open_port>("", kind::meter_side);
  auto const require = [](bool done) {
    if (!done) throw line_error{"cannot make a pseudo-terminal: " + reason(errno)};
  };
  port->descriptor = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  require(port->descriptor >= 0 && ::grantpt(port->descriptor) == 0 && ::unlockpt(port->descriptor) == 0);
  std::array<char, 64> name{};
  require(::ptsname_r(port->descriptor, name.data(), name.size()) == 0);
  port->path = name.data();
  port->other_end = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios raw{};
  require(port->other_end >= 0 && ::tcgetattr(port->other_end, &raw) == 0);
  ::cfmakeraw(&raw);
  require(::tcsetattr(port->other_end, TCSANOW, &raw) == 0);
  return port;
}

}  // namespace

pseudo_terminal::pseudo_terminal() : side_{open_meter_side()} {}

}  // namespace inspector
