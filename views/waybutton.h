// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace eventscope {

/// One of the ways on of the first-start page: what it does in bold, what comes of it below.
class WayButton final : public QAbstractButton
{
    Q_OBJECT
public:
    WayButton(const QString &title, const QString &explanation, QWidget *parent = nullptr);

    void setExplanation(const QString &explanation);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_explanation;
};

} // namespace eventscope
