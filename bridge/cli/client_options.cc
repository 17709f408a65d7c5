// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/client_options.h"

#include <CLI/CLI.hpp>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "bridge/config/durations.h"
#include "bridge/config/scalar.h"

namespace wampbridge::bridge {

void AddClientOptions(CLI::App& app, ClientOptions& options) {
  app.add_option("--address", options.channel.address,
                 "Where the bridge listens: HOST:PORT or unix:///PATH.")
      ->capture_default_str();
  app.add_option("--identity", options.identity,
                 "On whose behalf. Default: the only one, or the first that "
                 "the caller may use.");
  app.add_option("--ca-file", options.channel.ca_file,
                 "Speak TLS, and trust these authorities (PEM).");
  app.add_option("--cert-file", options.channel.cert_file,
                 "The client's certificate (PEM).");
  app.add_option("--key-file", options.channel.key_file,
                 "The certificate's private key (PEM).");
  app.add_option("--token-file", options.channel.token_file,
                 "Send the bearer token that is in this file.");
}

absl::StatusOr<std::string> ReadPayload(const std::string& argument,
                                        std::istream& in) {
  std::string text = argument;
  if (argument == "-") text.assign(std::istreambuf_iterator<char>(in), {});
  if (absl::Status wrong = CheckPayload(text); !wrong.ok()) return wrong;
  return text;
}

absl::Status CheckPayload(const std::string& text) {
  if (nlohmann::json::accept(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the payload is not JSON; give an array such as '[1, \"two\"]', or "
      "'{\"args\": [], \"kwargs\": {}}'");
}

absl::StatusOr<google::protobuf::Duration> ReadDuration(
    const std::string& option, const std::string& text) {
  const std::optional<google::protobuf::Duration> duration =
      ParseDuration(text);
  if (!duration.has_value() || ToDuration(*duration) <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        option + " \"" + text +
        "\" is wrong; it must be a duration with a unit, such as 200ms or 5s");
  }
  return *duration;
}

}  // namespace wampbridge::bridge
