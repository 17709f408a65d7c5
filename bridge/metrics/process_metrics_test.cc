// SPDX-License-Identifier: Apache-2.0
#include "bridge/metrics/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace wampbridge::bridge {
namespace {

double ValueOf(const std::string& name, const std::string& text) {
  const size_t at = text.find("\n" + name + " ");
  EXPECT_NE(at, std::string::npos) << name << " in " << text;
  return at == std::string::npos ? -1
                                 : std::stod(text.substr(at + name.size() + 2));
}

TEST(ProcessMetricsTest, ProcessIsDescribed) {
  Exposition page;
  AddProcessMetrics(page);
  const std::string text = page.Text();
  EXPECT_GE(ValueOf("process_threads", text), 1);
  EXPECT_GT(ValueOf("process_resident_memory_bytes", text), 1 << 16);
  EXPECT_GE(ValueOf("process_virtual_memory_bytes", text),
            ValueOf("process_resident_memory_bytes", text));
  EXPECT_GE(ValueOf("process_cpu_seconds_total", text), 0);
  EXPECT_GT(ValueOf("process_start_time_seconds", text), 1.6e9);
}

TEST(ProcessMetricsTest, AnOpenFileIsCounted) {
  Exposition before;
  AddProcessMetrics(before);
  const std::ifstream open("/proc/self/stat");
  Exposition after;
  AddProcessMetrics(after);
  EXPECT_EQ(ValueOf("process_open_fds", after.Text()),
            ValueOf("process_open_fds", before.Text()) + 1);
}

}  // namespace
}  // namespace wampbridge::bridge
