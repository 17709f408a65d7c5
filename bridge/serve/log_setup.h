// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_LOG_SETUP_H_
#define BRIDGE_SERVE_LOG_SETUP_H_

#include <spdlog/formatter.h>

#include <memory>

#include "proto/wampbridge/config/v1/config.pb.h"

namespace wampbridge::bridge {

// One JSON object a line: {"time", "level", "message"} and the line's fields.
// Texts that come from others cannot break out of it.
std::unique_ptr<spdlog::formatter> MakeJsonFormatter();
// One line of text: time, level, message, key=value.
std::unique_ptr<spdlog::formatter> MakeTextFormatter();

// Sets up the process's log, on stderr, as the configuration says, and sends
// gRPC's own complaints there too (its errors at warn, the rest at debug).
void SetUpLog(const config::v1::Log& log);

// Another level from now on. Any thread.
void SetLogLevel(config::v1::LogLevel level);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_LOG_SETUP_H_
