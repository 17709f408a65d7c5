// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_DIAL_JOIN_DIAGNOSIS_H_
#define BRIDGE_DIAL_JOIN_DIAGNOSIS_H_

#include <string>
#include <vector>

#include "bridge/dial/join_facts.h"

namespace wampbridge::bridge {

// What the configuration says of a join; of the secret only its kind.
struct JoinSettings {
  std::string url;
  std::string realm;
  std::string method;  // the configuration's name
  std::string authid;
  enum class Secret { kNone, kSecret, kDerivedKey } secret = Secret::kNone;
};

// What a failed join most likely comes from, and what to try, one sentence
// each, the likeliest first. Knows the words of OpenSSL, the reasons of the
// specification and how routers are known to behave, and touches nothing.
class JoinDiagnosis {
 public:
  JoinDiagnosis(JoinSettings settings, JoinFailure failure);

  // The step that failed, in words: "AUTHENTICATE: the router refused ...".
  std::string Step() const;
  // Empty when nothing is known beyond the words of the failure itself.
  const std::vector<std::string>& causes() const { return causes_; }

 private:
  void Judge();
  void JudgeTls();
  void JudgeHandshake();
  void JudgeHello();
  void JudgeChallenge();
  void JudgeAnswer();
  void JudgeWampCra(const ChallengeFacts& challenge);
  void JudgeScram();
  void JudgeCryptosign();
  // Where the reason says it all, at whatever step it comes.
  bool JudgeReason();

  bool Says(const char* words) const;
  std::string User() const;

  const JoinSettings settings_;
  const JoinFailure failure_;
  const std::string words_;
  std::vector<std::string> causes_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_DIAL_JOIN_DIAGNOSIS_H_
