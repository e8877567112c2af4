// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/retention.h"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QPushButton;
class QVBoxLayout;

namespace eventscope {

class QuantityBox;
class WrapLabel;

/// How much is kept: of each capture, and of all of them together. Nothing is removed while no box
/// is checked. It says in words what the limits come to before they are set, or what of them it
/// cannot read.
class LimitsDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit LimitsDialog(const RetentionSettings &limits, QWidget *parent = nullptr);

    RetentionSettings limits() const;

Q_SIGNALS:
    void chosen(const RetentionSettings &limits);

private:
    /// One group of limits.
    struct Group
    {
        QCheckBox *bySize = nullptr, *byAge = nullptr, *byCount = nullptr;
        QuantityBox *bytes = nullptr, *age = nullptr, *events = nullptr;

        RetentionLimits limits() const;
        QString problem() const; ///< of the first box that has one
    };
    Group build(QVBoxLayout *layout, const QString &title, const RetentionLimits &limits);
    QCheckBox *addRow(QFormLayout *form, const QString &label, QuantityBox *box, bool on);
    void explain();

    Group m_each;
    Group m_all;
    WrapLabel *m_words = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace eventscope
