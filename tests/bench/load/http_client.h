// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BENCH_LOAD_HTTP_CLIENT_H_
#define TESTS_BENCH_LOAD_HTTP_CLIENT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load/measured_window.h"

namespace wampbridge::bench {

// Posts the same JSON over several connections that are kept alive, one request
// at a time on each. Knows of HTTP/1.1 as much as that takes:
// chunked answers, and those with a Content-Length. For one thread.
class HttpClient {
 public:
  struct Load {
    std::string path;
    std::string body;
    // Tells what is wrong with an answer's body; empty: nothing. Asked each
    // time, for errors come with status 200.
    std::function<std::string(const std::string& body)> check;
  };

  // Of 127.0.0.1.
  HttpClient(int port, int connections);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  absl::Status Run(const Load& load, MeasuredWindow& window);

 private:
  struct Connection {
    int socket = -1;
    int64_t begin = 0;
    std::string received = {};
  };

  absl::Status Open();
  absl::Status Read(Connection& connection);
  absl::Status Send(Connection& connection, const std::string& request);

  const int port_;
  std::vector<Connection> connections_;
};

}  // namespace wampbridge::bench

#endif  // TESTS_BENCH_LOAD_HTTP_CLIENT_H_
