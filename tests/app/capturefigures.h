// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/capturesession.h"
#include "views/statusbar/figurelabel.h"

namespace eventscope {

using namespace Qt::StringLiterals;

/// The texts of the status bar.
inline QStringList figures(CaptureSession &session)
{
    QStringList texts;
    const auto *bar = session.window().findChild<QWidget *>(u"figuresBar"_s);
    for (const FigureLabel *label : bar->findChildren<FigureLabel *>())
        texts += label->text();
    return texts;
}

/// What the status bar says of the capture.
inline QString captureFigure(CaptureSession &session)
{
    return figures(session).filter(u"capture "_s).join(u'|');
}

} // namespace eventscope
