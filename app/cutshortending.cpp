// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cutshortending.h"

#include "app/commands/cutshortcaptures.h"

#include <system_error>

namespace eventscope {

CutShortEnding::~CutShortEnding()
{
    if (m_over.valid())
        m_over.wait();
}

void CutShortEnding::start(const QString &capturesFolder)
{
    if (m_over.valid())
        return;
    try {
        m_over =
            std::async(std::launch::async, [this, capturesFolder] { run(capturesFolder); }).share();
    } catch (const std::system_error &) {
        run(capturesFolder); // there is no thread to be had
    }
}

/// Signals of another thread arrive by the receiver's event loop.
void CutShortEnding::run(const QString &capturesFolder)
{
    bool told = false;
    const QStringList captures = endCutShortCaptures(capturesFolder, [&](quint64 waiting) {
        if (waiting > 0 && !std::exchange(told, true))
            Q_EMIT storing(waiting);
    });
    if (!captures.isEmpty())
        Q_EMIT ended(captures);
}

} // namespace eventscope
