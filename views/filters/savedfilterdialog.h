// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/savedfilter.h"

#include <QDialog>

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace eventscope {

class FilterEdit;
class FilterSetModel;
class PlainLabel;

/// A filter that is saved under a name, or one that is changed. What is wrong is said while it is
/// typed. To be shown with open(); the model is not owned and outlives it.
class SavedFilterDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `row`: of the filter to change; -1: a new one.
    SavedFilterDialog(FilterSetModel *filters, int row, const SavedFilter &filter, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &name);

private:
    void build(const SavedFilter &filter);
    QLayout *makeEffects(FilterEffect chosen);
    void fillColors(int chosen);
    SavedFilter entered() const;
    void check();
    void save();

    FilterSetModel *m_filters;
    int m_row;
    SavedFilter m_before;
    QLineEdit *m_name = nullptr;
    FilterEdit *m_text = nullptr;
    QButtonGroup *m_effect = nullptr;
    QComboBox *m_color = nullptr;
    PlainLabel *m_problem = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace eventscope
