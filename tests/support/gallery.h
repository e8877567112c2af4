// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QTextStream>
#include <QWidget>

namespace eventscope {

/// Where a program that paints pictures puts them. What it paints is derived from this and has
/// paint().
struct Gallery
{
    QString folder;
    QString scheme; ///< light or dark

    void save(QWidget &widget, const QString &name) const
    {
        widget.show();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name, scheme));
    }
};

/// All of such a program: everything once in light, once in dark.
template<typename Pictures>
int paintLightAndDark(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QString folder = app.arguments().value(1);
    if (folder.isEmpty() || !QDir().mkpath(folder)) {
        QTextStream(stderr) << "usage: " << argv[0] << " FOLDER\n";
        return 2;
    }
    for (const bool dark : {false, true}) {
        applyTheme(dark);
        Pictures pictures;
        pictures.folder = folder;
        pictures.scheme = dark ? QStringLiteral("dark") : QStringLiteral("light");
        pictures.paint();
    }
    return 0;
}

} // namespace eventscope
