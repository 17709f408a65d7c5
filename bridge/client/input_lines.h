// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLIENT_INPUT_LINES_H_
#define BRIDGE_CLIENT_INPUT_LINES_H_

#include <cstddef>
#include <optional>
#include <string>

namespace wampbridge::bridge {

// The lines of a descriptor, for a command that must not wait for its user's
// next one when what it does has ended. Next is for one thread, Stop for any.
// Nobody else reads the descriptor meanwhile.
class InputLines {
 public:
  // `descriptor` stays its owner's.
  explicit InputLines(int descriptor);
  ~InputLines();
  InputLines(const InputLines&) = delete;
  InputLines& operator=(const InputLines&) = delete;

  // The next line without its end; a last one that has no end counts too.
  // nullopt at the end of the input, and after Stop.
  std::optional<std::string> Next();
  void Stop();

 private:
  // Waits for octets and takes them. False: there are no more.
  bool Fill();
  std::string Take(size_t octets, size_t end_octets);

  const int descriptor_;
  const int stop_;  // eventfd
  std::string octets_;
  size_t searched_ = 0;  // octets without an end of line
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLIENT_INPUT_LINES_H_
