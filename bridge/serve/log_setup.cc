// SPDX-License-Identifier: Apache-2.0
#include "bridge/serve/log_setup.h"

#include <grpc/support/log.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "bridge/log/line_limit.h"
#include "bridge/log/log_fields.h"
#include "bridge/serve/bounded_sink.h"

namespace wampbridge::bridge {
namespace {

// The message and its fields, as `Write` writes them.
template <std::string (*Write)(std::string_view line)>
class LineFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    const std::string text =
        Write({message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LineFlag>();
  }
};

spdlog::level::level_enum ToLevel(config::v1::LogLevel level) {
  switch (level) {
    case config::v1::LOG_LEVEL_DEBUG:
      return spdlog::level::debug;
    case config::v1::LOG_LEVEL_WARN:
      return spdlog::level::warn;
    case config::v1::LOG_LEVEL_ERROR:
      return spdlog::level::err;
    default:
      return spdlog::level::info;
  }
}

// What gRPC takes for an error may be any client's doing.
constexpr int kGrpcErrorsMax = 10;

void OnGrpcLog(gpr_log_func_args* line) {
  static LineLimit errors(kGrpcErrorsMax, absl::Seconds(10));
  const bool error = line->severity == GPR_LOG_SEVERITY_ERROR &&
                     errors.Take(absl::Now()).has_value();
  spdlog::log(error ? spdlog::level::warn : spdlog::level::debug,
              "grpc: {} ({}:{})", line->message, line->file, line->line);
}

}  // namespace

std::unique_ptr<spdlog::formatter> MakeJsonFormatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(
      spdlog::pattern_time_type::utc);
  formatter->add_flag<LineFlag<ToLogMembers>>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%*})");
  return formatter;
}

std::unique_ptr<spdlog::formatter> MakeTextFormatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<LineFlag<ToLogText>>('*').set_pattern(
      "%Y-%m-%d %H:%M:%S.%e %^%l%$ %*");
  return formatter;
}

void SetLogLevel(config::v1::LogLevel level) {
  spdlog::default_logger_raw()->set_level(ToLevel(level));
}

void SetUpLog(const config::v1::Log& log) {
  auto logger = std::make_shared<spdlog::logger>(
      "wampbridge", std::make_shared<BoundedSink>(
                        std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                        BoundedSink::Bound()));
  if (log.format() == config::v1::LOG_FORMAT_TEXT) {
    logger->set_formatter(MakeTextFormatter());
  } else {
    logger->set_formatter(MakeJsonFormatter());
  }
  logger->set_level(ToLevel(log.level()));
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  gpr_set_log_function(OnGrpcLog);
}

}  // namespace wampbridge::bridge
