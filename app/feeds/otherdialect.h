// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <QMap>
#include <string>
#include <vector>

namespace eventscope {

/// Notices that a server speaks another dialect than the one that was chosen. The sessions put up
/// with much, so they would show the frames of another system as odd events for ever. Judges by the
/// first frames of a connection, as *Detect* does, speaks only where there is no doubt, once for
/// the same settings, and never of what the user was told before and did not want.
///
/// - One frame that only another system writes, among the first three, is enough.
/// - That a server is of no known system takes five objects without a trace of the chosen one.
/// - Whoever chose *Other (JSON)* and said what its frames mean knows what they do; else two frames
///   of the same known system are enough.
///
/// Feed thread.
class OtherDialect
{
public:
    /// The systems that the user does not want to switch to, at any time.
    void decline(const QStringList &dialects);
    /// A connection is about to be opened. `values` has every option.
    void begin(const DialectInfo &chosen, const OptionValues &values, const QUrl &url);
    bool isListening() const { return m_framesLeft > 0; }
    /// What to tell a person; mostly nothing.
    QString heard(const FrameView &frame);
    /// What was told, as long as the settings are the same, and the system that it is about.
    const QString &remark() const { return m_remark; }
    const QString &speaks() const { return m_speaks; }

private:
    void hear(std::string_view frame);
    void hearAsAny(std::string_view frame);
    void takeBack();
    void propose(const QString &dialect, const QString &why);

    QString m_chosen;
    QString m_title;
    bool m_takesAny = false; ///< what was chosen takes anything
    QUrl m_url;
    QStringList m_declined;
    std::vector<std::string> m_first; ///< frames, as many as are judged together
    int m_framesLeft = 0;
    int m_strangers = 0; ///< frames without a trace of what was chosen
    QMap<QString, int> m_seen; ///< frames of known systems
    QString m_remark;
    QString m_speaks;
};

} // namespace eventscope
