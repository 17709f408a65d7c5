// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_TRANSPORT_TEST_AUTHORITY_H_
#define WAMP_TRANSPORT_TEST_AUTHORITY_H_

#include <memory>
#include <string>

namespace wampbridge::transport {

// A certificate authority that lives for one test: makes certificates with
// OpenSSL and keeps them as PEM files in a directory of its own, which it
// removes at the end. Crashes the test where something fails.
class TestAuthority {
 public:
  struct Request {
    std::string subject = "router";
    // As OpenSSL writes it: "DNS:router-a,IP:127.0.0.1".
    std::string names = "DNS:localhost,IP:127.0.0.1";
    enum class Validity { kNow, kExpired } validity = Validity::kNow;
  };
  struct Files {
    std::string cert_file;
    std::string key_file;
  };

  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  const std::string& ca_file() const { return ca_file_; }
  Files Issue(const Request& request);
  Files Issue() { return Issue(Request()); }

 private:
  struct Pair;

  Files Write(const Pair& pair, const std::string& name) const;

  std::string directory_;
  std::unique_ptr<Pair> root_;
  std::string ca_file_;
  int issued_ = 0;
};

}  // namespace wampbridge::transport

#endif  // WAMP_TRANSPORT_TEST_AUTHORITY_H_
