// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace eventscope {

// Who the demo says you are. Any customer and any workspace is welcome, but an agent's own events
// are that agent's alone.
inline constexpr std::string_view demoCustomer = "5f2c8d34-0b1e-4a67-9c2d-7e41b86f3a90";
inline constexpr std::string_view demoAgent = "b3a9d1c6-27f4-4e08-8d5b-60c1f4e2a719";
inline constexpr std::string_view demoWorkspace = "e07a4c1b-93d8-4f25-b6ae-1d5c82f0937e";

// The organization on the Zaikio platform whose token everybody has.
inline constexpr std::string_view demoOrganization = "837ebb91-2d4b-4818-a19b-04fea7be8cde";
// Who everybody is to the Daptin, and who else is there.
inline constexpr std::string_view demoUser = "c41e7a02-6d5f-4b18-9e3a-f0782c1d5b64";
inline constexpr std::string_view demoOperator = "7d90b3f5-18ac-4c6e-a2d4-39e1f5c80b27";

} // namespace eventscope
