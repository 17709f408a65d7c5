// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_READ_BUFFER_H_
#define WAMP_TRANSPORT_READ_BUFFER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace wampbridge::transport {

// Where a connection's octets are read to and its frames are parsed in place.
// The owner reads into Space(), says how much with Commit, takes octets off the
// front, which stay where they are, and ends their life with Compact. Holds
// what is wanted next and a read's worth more. Pure.
class ReadBuffer {
 public:
  struct Room {
    char* data;
    size_t size;
  };

  ReadBuffer();

  // Where to put octets: never empty.
  Room Space();
  void Commit(size_t octets);
  // Commits octets that were read elsewhere. Not between a Take and a Compact.
  void Put(std::string_view octets);

  // What was committed and is not yet taken; may be changed in place.
  std::span<char> rest() { return {buffer_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  // How much the frame at the front needs, as far as known: there will be room.
  void Want(size_t octets) { wanted_ = octets; }

  // Takes octets off the front.
  std::string_view Take(size_t octets);
  // Takes them and puts them behind those that Gather has taken before.
  void Gather(size_t octets);
  // What Gather has taken: survives Compact until TakeGathered.
  size_t gathered_bytes() const { return gathered_bytes_; }
  std::string_view TakeGathered();

  void Compact();

 private:
  void MoveTo(char* to);

  size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  size_t gathered_ = 0;  // first octet of what is gathered
  size_t gathered_bytes_ = 0;
  size_t begin_ = 0;  // first octet not yet taken
  size_t end_ = 0;
  size_t wanted_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_READ_BUFFER_H_
