// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fontmessages.h"

#include <QString>
#include <QtGlobal>

namespace eventscope {

namespace {

QtMessageHandler others = nullptr;

// It has no category of its own that a rule could switch off.
void passOthers(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type != QtWarningMsg || !message.trimmed().startsWith(u"OpenType support missing for"))
        others(type, context, message);
}

} // namespace

void leaveOutFontMessages()
{
    others = qInstallMessageHandler(&passOthers);
}

} // namespace eventscope
