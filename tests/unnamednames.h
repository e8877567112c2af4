// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

/// A constant, type or function that is of one file alone: in an unnamed namespace, or static.
struct UnnamedName
{
    QByteArray name;
    QByteArray within; ///< the namespaces around it, `eventscope::`
    QByteArray parameters; ///< of a function, their types: overloads may share a file. Else null
    QByteArray means; ///< of a name for another type: two of one meaning may, too. Else null
    int line = 0;

    /// Whether one file can not have both. A type and a function could, but who reads it?
    bool clashesWith(const UnnamedName &other) const
    {
        const bool areOverloads = !parameters.isNull() && !other.parameters.isNull()
            && parameters != other.parameters;
        const bool areTheSame = !means.isNull() && means == other.means;
        return name == other.name && within == other.within && !areOverloads && !areTheSame;
    }
};

/// Those that a C++ source defines, by its brackets and a few words: what is only declared, and
/// what macros make, is passed over.
QList<UnnamedName> unnamedNamesIn(const QByteArray &source);
