// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <QCommandLineParser>

namespace eventscope {

/// The options of `eventscope record`, for parseRecord().
void addRecordOptions(QCommandLineParser &parser);
/// What `record --help` prints; with `--dialect` too, what that dialect can be given.
QString recordHelp(const QCommandLineParser &parser);
/// Ids of all dialects, for a sentence.
QString dialectNames();
/// ", for kafka:// URLs", where an option means nothing for others; else empty.
QString whereItApplies(const Option &option);
/// What `--option` can name.
QStringList optionNames(const DialectInfo &info);

/// What `--token-env KEY=VARIABLE` can name.
QStringList secretNames(const DialectInfo &info, const OptionValues &options);

} // namespace eventscope
