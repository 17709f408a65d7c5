// SPDX-License-Identifier: Apache-2.0
#ifndef AUTH_SECRET_H_
#define AUTH_SECRET_H_

#include <cstddef>
#include <memory>
#include <ostream>
#include <string_view>

namespace wampbridge::auth {

// Octets that must not be seen: a password, a key, a ticket. They are zeroed
// when the object dies or is moved from, cannot be streamed or compared by
// accident, and leave only through Reveal(). Copies are made only by Clone(),
// so that each one is visible in the code.
//
// Not safe for concurrent change; concurrent Reveal() is fine.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view octets);
  ~Secret();

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  Secret Clone() const { return Secret(Reveal()); }

  // The octets themselves. The view dies with this object; whoever copies it
  // has taken over the duty to wipe it.
  std::string_view Reveal() const { return {octets_.get(), size_}; }

  bool empty() const { return size_ == 0; }

 private:
  void Wipe();

  // On the heap, so that a move hands over the only copy there is.
  std::unique_ptr<char[]> octets_;
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace wampbridge::auth

#endif  // AUTH_SECRET_H_
