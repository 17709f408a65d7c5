// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_SERVE_PROCESS_SETTINGS_H_
#define BRIDGE_SERVE_PROCESS_SETTINGS_H_

namespace wampbridge::bridge {

// Settings of the whole process that make each call cheaper: how libraries
// lock and how malloc gives memory back. To be called first in main, before
// there is a second thread. The benchmarks' own servers call it too, so that
// their figures differ from the bridge's by what the programs do.
void SetUpProcess();

}  // namespace wampbridge::bridge

#endif  // BRIDGE_SERVE_PROCESS_SETTINGS_H_
