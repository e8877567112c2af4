// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace eventscope {

/// One line of quiet words and strong numbers, `received **10 204 117** = stored **10 203 902**`,
/// with digits of one width, so that nothing trembles while they count.
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

    void setParts(const QVector<Part> &parts);
    QString text() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int widthOf(const Part &part) const;

    QVector<Part> m_parts;
};

} // namespace eventscope
