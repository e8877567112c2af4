// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <string>
#include <vector>

namespace eventscope {

/// Notices that a server speaks another dialect than the one that was chosen. The sessions put up
/// with much, so they would show the frames of another system as odd events for ever. Judges by the
/// first frames of a connection, as *Detect* does, and speaks only where there is no doubt, once
/// for the same settings. Whoever chose `json` knows what they do. Feed thread.
class OtherDialect
{
public:
    /// A connection is about to be opened.
    void begin(const DialectInfo &chosen, const QUrl &url);
    bool isListening() const { return m_framesLeft > 0; }
    /// What to tell a person; mostly nothing.
    QString heard(const FrameView &frame);
    /// What was told, as long as the settings are the same.
    const QString &remark() const { return m_remark; }

private:
    QString m_chosen;
    QString m_title;
    QUrl m_url;
    std::vector<std::string> m_frames;
    int m_framesLeft = 0;
    QString m_remark;
};

} // namespace eventscope
