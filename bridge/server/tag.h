// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVER_TAG_H_
#define BRIDGE_SERVER_TAG_H_

#include <memory>
#include <utility>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace wampbridge::bridge {

// What comes out of a completion queue. Whoever gives a tag to gRPC uses
// ToQueue, whoever takes one out uses FromQueue: what happened before the one
// is then seen after the other. (gRPC sees to that; thread sanitizer, to which
// Debian's gRPC is opaque, has to be told.)
class Tag {
 public:
  // `ok` is what the queue gave along. Called once for each ToQueue.
  virtual void OnTag(bool ok) = 0;

  static Tag* FromQueue(void* pointer) {
#if defined(__SANITIZE_THREAD__)
    __tsan_acquire(pointer);
#endif
    return static_cast<Tag*>(pointer);
  }

 protected:
  ~Tag() = default;

  void* ToQueue() {
#if defined(__SANITIZE_THREAD__)
    __tsan_release(this);
#endif
    return this;
  }
};

// A tag that calls a method of its owner, and keeps the owner alive while it
// is inside gRPC. Armed again only after it has come back.
//
//   writer_.Write(buffer, written_.Arm(shared_from_this()));
template <typename Owner, void (Owner::*kMethod)(bool)>
class MethodTag final : public Tag {
 public:
  void* Arm(std::shared_ptr<Owner> owner) {
    owner_ = std::move(owner);
    return ToQueue();
  }

  // It was armed, but gRPC will never give it back.
  void Disarm() { owner_.reset(); }

  void OnTag(bool ok) override {
    // The owner may arm this tag again, or go, in its method.
    const std::shared_ptr<Owner> owner = std::move(owner_);
    (owner.get()->*kMethod)(ok);
  }

 private:
  std::shared_ptr<Owner> owner_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVER_TAG_H_
