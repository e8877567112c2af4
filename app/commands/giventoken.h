// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "models/event/result.h"

#include <QVector>

class QCommandLineParser;

namespace eventscope {

/// A secret of a connection that "record" was not told itself but where it is: in a variable of the
/// environment or in a file, which others on the machine cannot read.
struct GivenToken
{
    QString key; ///< of the dialect's option; empty: its first secret
    QString token;
    QString variable; ///< where it was; empty: in a file
};

/// One for each --token-env or --token-file, in order.
Result<QVector<GivenToken>> readTokens(const QCommandLineParser &parser);

/// Those that came from the environment.
QStringList variablesOf(const QVector<GivenToken> &tokens);

/// Of one connection, by key.
Result<OptionValues> secretsOf(const QVector<GivenToken> &tokens);

} // namespace eventscope
