// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QToolButton;

namespace eventscope {

class PlainLabel;
class SlimBar;
class WrapLabel;

/// The line under the filter: what it found and how much of the log was searched for it, or what is
/// wrong with it. Away while there is nothing to say.
class FilterStatus final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterStatus(QWidget *parent = nullptr);

    enum class Tone : quint8 { Result, Remark, Error };
    void say(const QString &text, Tone tone);
    QString text() const;
    /// How far a search is, 0..1; negative: none runs. It is shown once it takes longer than a
    /// glance.
    void setProgress(double part);

Q_SIGNALS:
    void cancelWanted();

private:
    void refresh();

    PlainLabel *m_glyph;
    WrapLabel *m_text;
    SlimBar *m_progress;
    QToolButton *m_cancel;
    QTimer m_patience;
    bool m_searching = false;
    Tone m_tone = Tone::Result;
};

} // namespace eventscope
