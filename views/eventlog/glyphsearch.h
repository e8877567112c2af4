// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <deque>
#include <optional>

namespace eventscope {

/// Has the system look for the fonts of scripts that the usual font lacks. The first character of
/// such a script costs 10 to 20 ms in each font, for Qt asks about every font there is, which is
/// more than a frame has: so it is asked for one script at a time, beforehand, with pauses. A
/// worker draws it first, for the answers that Qt keeps for all threads, and so that the files are
/// in memory; then the GUI thread does, whose own fonts it has to be. Where no font has the script
/// there is nothing for it to do. Belongs to the GUI thread.
class GlyphSearch final : public QObject
{
    Q_OBJECT
public:
    explicit GlyphSearch(QObject *parent);
    ~GlyphSearch() override;

    /// Looks for the usual scripts in this font, and in the one for payloads beside it.
    void begin(const QFont &font);
    /// The text as a frame has time to paint it: where it is in scripts that nobody has looked for
    /// yet, “…” stands. Those are looked for next, and found() tells. What no font has is boxes.
    QString ready(const QString &text, const QFont &font);
    /// Somebody drags the rows: nothing is looked for until they have stood still for a moment, for
    /// no frame on the way has time for it.
    void rowsMoved() { m_still.start(); }

Q_SIGNALS:
    void found();

private:
    struct Search
    {
        QFont font;
        int script = 0;
        QString sample;
        bool inSight = false;
    };

    void want(Search search);
    void next();
    void takeAnswer(bool missing);
    void finish();
    void know(bool hasFont);

    QThreadPool m_pool;
    QTimer m_start;
    QTimer m_pause;
    QTimer m_still; ///< runs while rows move
    std::deque<Search> m_wanted;
    std::optional<Search> m_current; ///< with the worker, or waiting for the end of the pause
};

} // namespace eventscope
