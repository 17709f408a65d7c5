// SPDX-License-Identifier: Apache-2.0
#include "bridge/cli/procedure_server.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wampbridge::bridge {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFailed[] = "wampbridge.error.command_failed";

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool IsPayload(const Json& json) {
  if (json.is_array()) return true;
  if (!json.is_object() || json.empty()) return false;
  for (const auto& [key, value] : json.items()) {
    if (key != "args" && key != "kwargs") return false;
  }
  return true;
}

// What the command wrote, as a payload: an array, or an object of args and
// kwargs; another value is the one argument. Empty output is no argument.
std::optional<std::string> PayloadOf(const std::string& output) {
  if (output.find_first_not_of(" \t\r\n") == std::string::npos) return "[]";
  Json json = Json::parse(output, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  if (!IsPayload(json)) json = Json::array({std::move(json)});
  return Dump(json);
}

std::vector<std::string> EnvironmentOf(const v1::Invocation& invocation) {
  return {absl::StrCat("WAMP_PROCEDURE=", invocation.procedure()),
          absl::StrCat("WAMP_CALLER=", invocation.caller()),
          absl::StrCat("WAMP_CALLER_AUTHID=", invocation.caller_authid()),
          absl::StrCat("WAMP_CALLER_AUTHROLE=", invocation.caller_authrole())};
}

v1::RegisterRequest ErrorOf(uint64_t id, const std::string& text,
                            int exit_status) {
  v1::RegisterRequest answer;
  v1::InvocationError& error = *answer.mutable_error();
  error.set_invocation_id(id);
  error.set_error_uri(kFailed);
  Json payload;
  payload["args"] = {text};
  payload["kwargs"] = {{"exit_status", exit_status}};
  error.mutable_payload()->set_json(Dump(payload));
  return answer;
}

}  // namespace

grpc::Status ProcedureServer::Run(RpcCall& rpc) {
  const std::unique_ptr<Stream> stream = rpc.stub().Register(&rpc.context());
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stream_ = stream.get();
    v1::RegisterRequest first;
    *first.mutable_register_() = register_;
    stream_->Write(first);
    if (stopping_) SendUnregisterLocked();
  }
  std::vector<std::thread> workers;
  for (uint32_t i = 0; i < register_.max_concurrency(); ++i) {
    workers.emplace_back([this] { Work(); });
  }
  v1::RegisterResponse frame;
  while (stream->Read(&frame)) Handle(frame, rpc);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
    stream_ = nullptr;
    for (const auto& [id, command] : running_) command->Interrupt();
  }
  news_.notify_all();
  for (std::thread& worker : workers) worker.join();
  return stream->Finish();
}

void ProcedureServer::Handle(const v1::RegisterResponse& frame, RpcCall& rpc) {
  if (frame.has_registered()) {
    rpc.Note(absl::StrCat("serving ", frame.registered().procedure(),
                          " (session ", frame.registered().session_id(), ")"));
  } else if (frame.has_interrupted()) {
    rpc.Note(absl::StrCat("interrupted: ", frame.interrupted().reason()));
  } else if (frame.has_interrupt()) {
    if (!frame.interrupt().reason().empty()) {
      rpc.Note(
          absl::StrCat("an answer was refused: ", frame.interrupt().reason()));
    }
    Interrupt(frame.interrupt().invocation_id());
  } else if (frame.has_unregistered()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    unregistered_ = true;
    CloseIfDoneLocked();
  } else if (frame.has_invocation()) {
    Take(frame.invocation());
  }
}

void ProcedureServer::Take(const v1::Invocation& part) {
  const uint64_t id = part.invocation_id();
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto [place, first] = gathering_.try_emplace(id, part);
  v1::Invocation& whole = place->second;
  std::string& text = *whole.mutable_payload()->mutable_json();
  if (first) {
    ++serving_;
  } else {
    absl::StrAppend(&text, "\n", part.payload().json());
  }
  if (text.size() > ShellCommand::kOutputBytesMax) {
    AnswerLocked(ErrorOf(id, "the chunks are too large together", -1));
    gathering_.erase(place);
    return;
  }
  if (part.progress()) return;
  waiting_.push_back(std::move(whole));
  gathering_.erase(place);
  news_.notify_one();
}

void ProcedureServer::AnswerLocked(const v1::RegisterRequest& answer) {
  --serving_;
  if (stream_ != nullptr) stream_->Write(answer);
  CloseIfDoneLocked();
}

void ProcedureServer::Work() {
  for (;;) {
    v1::Invocation invocation;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      news_.wait(lock, [this] { return over_ || !waiting_.empty(); });
      if (over_) return;
      invocation = std::move(waiting_.front());
      waiting_.pop_front();
    }
    Serve(invocation);
  }
}

void ProcedureServer::Serve(const v1::Invocation& invocation) {
  const uint64_t id = invocation.invocation_id();
  auto command = ShellCommand::Start(command_, invocation.payload().json(),
                                     EnvironmentOf(invocation));
  v1::RegisterRequest answer;
  if (command.ok()) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      running_[id] = command->get();
      if (over_) (*command)->Interrupt();
    }
    const ShellCommand::Outcome outcome = (*command)->Wait();
    answer = AnswerFor(id, outcome);
  } else {
    answer = ErrorOf(id, std::string(command.status().message()), -1);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  running_.erase(id);
  AnswerLocked(answer);
}

v1::RegisterRequest ProcedureServer::AnswerFor(
    uint64_t id, const ShellCommand::Outcome& outcome) const {
  const auto payload = PayloadOf(outcome.output);
  if (outcome.exit_status != 0) {
    return ErrorOf(
        id, absl::StrCat("the command ended with status ", outcome.exit_status),
        outcome.exit_status);
  }
  if (!payload) {
    return ErrorOf(id, "the command wrote no JSON", outcome.exit_status);
  }
  v1::RegisterRequest answer;
  answer.mutable_result()->set_invocation_id(id);
  answer.mutable_result()->mutable_payload()->set_json(*payload);
  return answer;
}

void ProcedureServer::Interrupt(uint64_t id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = running_.find(id);
  if (found != running_.end()) found->second->Interrupt();
  // Its last chunk will not come.
  if (gathering_.erase(id) > 0) {
    --serving_;
    CloseIfDoneLocked();
  }
}

void ProcedureServer::Stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopping_ = true;
  if (stream_ != nullptr) SendUnregisterLocked();
}

void ProcedureServer::SendUnregisterLocked() {
  v1::RegisterRequest frame;
  const v1::Procedure& procedure = register_.procedures(0);
  frame.mutable_unregister()->set_procedure(procedure.uri());
  frame.mutable_unregister()->set_match(procedure.match());
  stream_->Write(frame);
}

void ProcedureServer::CloseIfDoneLocked() {
  if (!stopping_ || !unregistered_ || serving_ > 0 || stream_ == nullptr) {
    return;
  }
  stream_->WritesDone();
  stream_ = nullptr;
}

}  // namespace wampbridge::bridge
