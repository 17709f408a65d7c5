// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_ITEM_WRITER_H_
#define WAMP_ITEM_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "wamp/message.h"
#include "wamp/serializer.h"
#include "wamp/value.h"

namespace wampbridge::wamp {

// Writes a message's items one by one. The first fault stays and is returned by
// status(); what is in *out then must be thrown away.
class ItemWriter {
 public:
  // What the first item written follows.
  enum class After { kNothing, kItem };

  // `out`, which is appended to, must outlive the writer.
  ItemWriter(Serializer serializer, After after, std::string* out)
      : serializer_(serializer), after_(after), out_(out) {}

  // `items`: how many follow, where the serializer writes that.
  void BeginList(int items);
  void EndList();

  void PutNumber(uint64_t number);
  void PutText(std::string_view text);
  void PutDict(const Dict& dict);
  // As many items as PayloadItems says.
  void PutPayload(const PayloadView& payload);

  const absl::Status& status() const { return status_; }

 private:
  void Separate();
  void PutEncoded(std::string_view octets);
  template <typename Write>
  void PutWith(Write write);

  const Serializer serializer_;
  After after_;
  std::string* const out_;
  absl::Status status_;
};

// 0, 1 or 2: trailing empty parts are left off.
int PayloadItems(const PayloadView& payload);

}  // namespace wampbridge::wamp

#endif  // WAMP_ITEM_WRITER_H_
