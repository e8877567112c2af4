// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "models/event/result.h"

#include <QByteArray>

namespace eventscope {

/// How to speak with one kind of server, as a file that people give each other: the options of a
/// connection without its secrets. For the dialect `json` above all, where the options are what
/// somebody found out about a server.
///
///     {"eventscope":"dialect","version":1,"name":"Shop","dialect":"json","options":{…}}
struct DialectFile
{
    static constexpr int version = 1;

    QString name; ///< what the file says it is for; may be empty
    QString dialect; ///< DialectInfo::id
    OptionValues options;

    bool operator==(const DialectFile &) const = default;
};

/// Secrets are left out: the values of secret options, and what is secret in the URL. What nobody
/// else can use is left out as well: values that are the defaults.
QByteArray writeDialectFile(const DialectFile &file, const DialectInfo &dialect);

/// Checks all that the file says by what the dialects of this program know; `dialects` are all of
/// them. Secrets in it are refused rather than taken, because whoever gave it does not know that
/// they are in it.
Result<DialectFile> readDialectFile(const QByteArray &bytes, const QVector<DialectInfo> &dialects);

} // namespace eventscope
