// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/retention.h"

#include <QDialog>

class QAbstractSpinBox;
class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QVBoxLayout;

namespace eventscope {

class WrapLabel;

/// How much is kept: of each capture, and of all of them together. Nothing is removed while no box
/// is checked. It says in words what the limits come to before they are set.
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
        QDoubleSpinBox *gigabytes = nullptr, *days = nullptr, *millions = nullptr;

        RetentionLimits limits() const;
    };
    Group build(QVBoxLayout *layout, const QString &title, const RetentionLimits &limits);
    QCheckBox *addRow(QFormLayout *form, const QString &label, QAbstractSpinBox *box, bool on);
    void explain();

    Group m_each;
    Group m_all;
    WrapLabel *m_words = nullptr;
};

} // namespace eventscope
