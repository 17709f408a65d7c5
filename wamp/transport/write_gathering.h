// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_WRITE_GATHERING_H_
#define WAMP_TRANSPORT_WRITE_GATHERING_H_

#include <memory>
#include <vector>

namespace wampbridge::transport {

// What has octets to write and may be asked for it later. Thread-safe.
class GatheredWriter {
 public:
  virtual ~GatheredWriter() = default;
  virtual void FlushGathered() = 0;
};

// Gathers the writes of one thread: between Begin and End, the client
// connections that its requests enter are not written to at once, but by the
// next Flush, so that a burst of requests costs one system call. Whoever begins
// this flushes before it waits for anything. One at a time for each thread.
//
//   gathering.Begin();
//   while (…) { serve what is there; gathering.Flush(); wait for more; }
//   gathering.End();
class WriteGathering {
 public:
  // This thread's; null outside of Begin and End.
  static WriteGathering* Current();

  WriteGathering() = default;
  WriteGathering(const WriteGathering&) = delete;
  WriteGathering& operator=(const WriteGathering&) = delete;

  void Begin();
  void End();  // flushes

  void Add(std::shared_ptr<GatheredWriter> writer);
  bool empty() const { return writers_.empty(); }
  void Flush();

 private:
  std::vector<std::shared_ptr<GatheredWriter>> writers_;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_WRITE_GATHERING_H_
