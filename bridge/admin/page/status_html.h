// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ADMIN_PAGE_STATUS_HTML_H_
#define BRIDGE_ADMIN_PAGE_STATUS_HTML_H_

namespace wampbridge::bridge {

// The admin listener's "/", HTML (index.html): shows people what /status says.
extern const char kStatusHtml[];

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ADMIN_PAGE_STATUS_HTML_H_
