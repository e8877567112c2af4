// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace eventscope {

/// One line of quiet words and strong numbers, `received **10 204 117** = stored **10 203 902**`,
/// with digits of one width, so that nothing trembles while they count. Where there is no room for
/// all of it, its owner can have it put briefly; the tool tip then has the whole.
class FigureLabel final : public QWidget
{
    Q_OBJECT
public:
    struct Part
    {
        QString text;
        bool strong = false;
        bool trouble = false;
        bool operator==(const Part &) const = default;
    };

    explicit FigureLabel(QWidget *parent = nullptr);

    /// Without `brief`, there is no shorter way to say it.
    void setParts(const QVector<Part> &parts, const QVector<Part> &brief = {});
    /// What the tool tip says of the figures, in plain text.
    void setExplanation(const QString &explanation);
    void setBrief(bool brief);
    bool isBrief() const { return m_isBrief; }
    /// How much narrower it is when it is brief.
    int saving() const;
    /// The whole, brief or not.
    QString text() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int widthOf(const Part &part) const;
    int widthOf(const QVector<Part> &parts) const;
    const QVector<Part> &shown() const;
    void updateToolTip();

    QVector<Part> m_parts;
    QVector<Part> m_brief;
    QString m_explanation;
    bool m_isBrief = false;
};

} // namespace eventscope
