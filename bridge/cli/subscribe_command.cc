// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/subscribe_command.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/cli/client_options.h"
#include "bridge/cli/rpc_call.h"
#include "bridge/client/frame_lines.h"

namespace wampbridge::bridge {
namespace {

struct SubscribeCommandOptions {
  ClientOptions client;
  std::vector<std::string> topics;
  v1::Match match = v1::MATCH_EXACT;
  v1::Overflow overflow = v1::OVERFLOW_UNSPECIFIED;
  bool get_retained = false;
  bool frames = false;
  std::uint64_t count = 0;  // 0: no limit.
  std::string max_outage;
};

absl::StatusOr<v1::SubscribeRequest> MakeRequest(
    const SubscribeCommandOptions& options) {
  v1::SubscribeRequest request;
  request.set_identity(options.client.identity);
  for (const std::string& uri : options.topics) {
    v1::Topic& topic = *request.add_topics();
    topic.set_uri(uri);
    topic.set_match(options.match);
  }
  request.set_payload_form(v1::PAYLOAD_FORM_JSON);
  request.set_client_name("wampbridge subscribe");
  if (options.get_retained) {
    request.mutable_options()->set_get_retained(true);
  }
  if (options.overflow != v1::OVERFLOW_UNSPECIFIED) {
    request.mutable_queue()->set_overflow(options.overflow);
  }
  if (!options.max_outage.empty()) {
    const auto outage = ReadDuration("--max-outage", options.max_outage);
    if (!outage.ok()) return outage.status();
    *request.mutable_max_outage() = *outage;
  }
  return request;
}

// Writes the stream's frames until it ends, is stopped, or has given as many
// events as were wanted.
class Printer {
 public:
  Printer(const SubscribeCommandOptions& options, RpcCall& rpc)
      : options_(options), rpc_(rpc) {}

  // Whether to go on.
  bool Print(const v1::SubscribeResponse& frame) {
    const bool event = frame.has_event();
    if (options_.frames) {
      const std::string line = FrameLine(frame);
      if (!line.empty() && !rpc_.WriteLine(line)) return false;
    } else if (event) {
      if (!rpc_.WriteLine(EventLine(frame.event()))) return false;
    } else {
      const std::string words = FrameInWords(frame);
      if (!words.empty()) rpc_.Note(words);
    }
    if (frame.has_interrupted()) rpc_.WaitFor("a session to the router");
    events_ += event ? 1 : 0;
    return options_.count == 0 || events_ < options_.count;
  }

  bool done() const { return options_.count != 0 && events_ >= options_.count; }

 private:
  const SubscribeCommandOptions& options_;
  RpcCall& rpc_;
  std::uint64_t events_ = 0;
};

ExitStatus RunSubscribe(const SubscribeCommandOptions& options,
                        Console& console) {
  const absl::StatusOr<v1::SubscribeRequest> request = MakeRequest(options);
  if (!request.ok()) {
    return console.Fail(kExitUsage, std::string(request.status().message()));
  }
  RpcCall rpc(options.client.channel, console,
              "the router to accept the subscription");
  if (!rpc.status().ok()) {
    return console.Fail(kExitUsage, std::string(rpc.status().message()));
  }
  const auto reader = rpc.stub().Subscribe(&rpc.context(), *request);
  Printer printer(options, rpc);
  v1::SubscribeResponse frame;
  while (reader->Read(&frame) && printer.Print(frame)) {
  }
  if (printer.done()) rpc.context().TryCancel();
  const grpc::Status status = reader->Finish();
  // To be stopped is how it is meant to end.
  if (!rpc.unread() && (printer.done() || rpc.stopped())) return kExitOk;
  return rpc.Finish(status);
}

void AddOptions(CLI::App& app, SubscribeCommandOptions& options) {
  const std::map<std::string, v1::Match> matches = {
      {"exact", v1::MATCH_EXACT},
      {"prefix", v1::MATCH_PREFIX},
      {"wildcard", v1::MATCH_WILDCARD}};
  const std::map<std::string, v1::Overflow> overflows = {
      {"fail", v1::OVERFLOW_FAIL},
      {"drop-oldest", v1::OVERFLOW_DROP_OLDEST},
      {"conflate", v1::OVERFLOW_CONFLATE}};
  app.add_option("TOPIC", options.topics, "URIs or patterns.")->required();
  app.add_option("--match", options.match,
                 "How to compare: exact, prefix or wildcard.")
      ->transform(CLI::CheckedTransformer(matches))
      ->option_text("exact|prefix|wildcard");
  app.add_option("--overflow", options.overflow,
                 "What to do when this program reads too slowly.")
      ->transform(CLI::CheckedTransformer(overflows))
      ->option_text("fail|drop-oldest|conflate");
  app.add_flag("--get-retained", options.get_retained,
               "Begin with the event that the router has kept.");
  app.add_option("--count", options.count, "End after so many events.");
  app.add_option("--max-outage", options.max_outage,
                 "End when the router is gone for so long, such as 1m.");
  app.add_flag("--frames", options.frames,
               "Write everything that happens as JSON, not events alone.");
  AddClientOptions(app, options.client);
}

}  // namespace

void AddSubscribeCommand(CommandLine& commands) {
  auto options = std::make_shared<SubscribeCommandOptions>();
  CLI::App& app = commands.Add(
      "subscribe", "Writes the events of topics as JSON, one a line.",
      [options](Console& console) { return RunSubscribe(*options, console); });
  AddOptions(app, *options);
}

}  // namespace wampbridge::bridge
