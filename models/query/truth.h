// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// What is known of a condition. Not(Unknown) is Unknown; All with a No is No; Any with a Yes is
/// Yes. Before a line is read Unknown means: ask the line. Of the line it means that an expression
/// was given up on: the event is neither among what matches nor among what does not.
enum class Truth : quint8 { No, Yes, Unknown };

inline Truth truthOf(bool holds)
{
    return holds ? Truth::Yes : Truth::No;
}

inline Truth notOf(Truth truth)
{
    return truth == Truth::Unknown ? truth : truth == Truth::Yes ? Truth::No : Truth::Yes;
}

inline Truth orOf(Truth one, Truth other)
{
    return one == Truth::Yes || other == Truth::Yes        ? Truth::Yes
        : one == Truth::Unknown || other == Truth::Unknown ? Truth::Unknown
                                                           : Truth::No;
}

inline Truth andOf(Truth one, Truth other)
{
    return notOf(orOf(notOf(one), notOf(other)));
}

} // namespace eventscope
