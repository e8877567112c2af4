// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plainlabel.h"

namespace eventscope {

/// Plain text that wraps wherever it must: identifiers and URLs have no spaces, and a QLabel would
/// push the window apart for them. What does not fit into `maxLines` ends in “…”, and the tool tip
/// has all of it.
class WrapLabel final : public PlainLabel
{
    Q_OBJECT
public:
    /// Which colour of the theme the text takes, asked for at every paint.
    enum class Tone : quint8 { Text, Dim, Success, Warning, Error };

    explicit WrapLabel(QWidget *parent = nullptr);
    explicit WrapLabel(const QString &text, Tone tone = Tone::Text, QWidget *parent = nullptr);

    void setTone(Tone tone);
    Tone tone() const { return m_tone; }
    void setMaxLines(int lines);
    /// Text and tone at once, and hidden if there is nothing to say.
    void say(const QString &text, Tone tone);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Tone m_tone = Tone::Text;
    int m_maxLines = 6;
};

/// The text in lines of at most `width`, broken wherever it must be; the last of `maxLines` ends in
/// “…” if there is more, and then `cut` is set.
QStringList wrappedLines(const QString &text, const QFont &font, int width, int maxLines,
                         bool *cut = nullptr);

/// Makes a window as high as its wrapped texts need at its width, for when one of them got longer;
/// never lower.
void growToFit(QWidget *window);

} // namespace eventscope
