// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_RAW_PEER_H_
#define WAMP_TRANSPORT_RAW_PEER_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace wampbridge::transport {

// One end of a TCP connection in the hands of a test that wants to say exactly
// which octets go when, and how it ends. Blocks; not thread-safe.
class RawPeer {
 public:
  explicit RawPeer(int fd) : fd_(fd) {}
  static RawPeer Connect(int port);  // to 127.0.0.1
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept;
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  void Write(std::string_view octets);
  // Exactly `size` octets, or as many as came before the end.
  std::string Read(size_t size);
  // Up to and with `end`.
  std::string ReadUntil(std::string_view end);
  std::string ReadToEnd();
  void ShutdownWrite();
  void Close();
  void Reset();  // the peer sees a reset connection

 private:
  int fd_;
};

// Listens on a free port of 127.0.0.1.
class RawListener {
 public:
  RawListener();
  ~RawListener();
  RawListener(const RawListener&) = delete;
  RawListener& operator=(const RawListener&) = delete;

  int port() const { return port_; }
  RawPeer Accept();

 private:
  int fd_;
  int port_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_RAW_PEER_H_
