// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demohub.h"
#include "models/capture/retention.h"
#include "models/connection/connectionprofile.h"
#include "models/event/result.h"
#include "models/export/exportformat.h"

#include <QStringList>
#include <variant>

namespace eventscope {

/// `eventscope [CAPTURE…]`, `eventscope --demo`: the window.
struct WindowOptions
{
    QStringList captures;
    bool demo = false;
    bool checkDisplay = false; ///< only find out whether there could be a window
    QString pictureFile; ///< save a picture of the window after `pictureAfterMs` and end; for
                         ///< documentation
    qint64 pictureAfterMs = 10'000;
    QString colorScheme; ///< "light", "dark", or empty: as the user chose
};

struct DemoOptions
{
    DemoHub::Settings hub;
};

struct RecordOptions
{
    QStringList profiles; ///< names of saved connections; empty: `connection` is used
    ConnectionProfile connection;
    OptionValues secrets;
    /// Of the profiles, in their order, by the key of their option or by none for the first; empty:
    /// the keychain has them.
    QVector<OptionValues> profileSecrets;
    QStringList tokenVariables; ///< of the environment, that had them
    QVector<Subscription> further; ///< what the one profile is subscribed to besides its own
    QStringList remarks; ///< to be said before it begins
    QString capture; ///< folder; empty: a new one where the window keeps them
    quint64 count = 0; ///< stop after so many stored events; 0: never
    qint64 forMs = 0; ///< stop after so long; 0: never
    RetentionLimits limits; ///< of the capture
    bool json = false;
};

struct ExportOptions
{
    QStringList captures;
    ExportKind kind = ExportKind::JsonLines;
    bool compressed = false;
    QStringList columns; ///< of a table, by name; empty: the usual ones
    QString where; ///< for parseFilter(), which reads it without an error; empty: everything
    QString output; ///< file name, or "-" for standard output
    CellGuard guard = CellGuard::On; ///< of a CSV file
    bool showSecrets = false; ///< what a connection masks is written as it was received
};

struct VerifyOptions
{
    QString capture;
};

/// `--help` and `--version`: print and be done.
struct PrintText
{
    QString text;
};

using Command = std::variant<WindowOptions, DemoOptions, RecordOptions, ExportOptions,
                             VerifyOptions, PrintText>;

/// Reads the arguments (the program's name first). The error is a usage error: one sentence, and
/// which help to read, exit status 2. Secrets are taken from the environment or a file where the
/// arguments name one; an argument never holds one.
Result<Command> parseCommandLine(const QStringList &arguments);

/// "500M", "1.5 GB" (powers of 1000), "2GiB" (of 1024), "1000" (bytes), or nothing.
std::optional<quint64> parseSize(const QString &text);

/// "10s", "2m", "1h", "7d", "500ms", "10" (seconds) in milliseconds, or nothing.
std::optional<qint64> parseDuration(const QString &text);

} // namespace eventscope
