// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/jsonlayout.h"

#include <QDialog>

#include <string>

class QPushButton;

namespace eventscope {

class PayloadView;
class PlainLabel;

/// One value of an event, whole: its beginning at once, more when asked for. Owns a copy of it.
class ValueDialog final : public QDialog
{
    Q_OBJECT
public:
    enum class Form : quint8 { Text, Json, Bytes };

    ValueDialog(const QString &path, std::string value, Form form, QWidget *parent = nullptr);

private:
    void fill();
    void copy();

    std::string m_value;
    Form m_form;
    int m_bounds = 1; ///< how many times the usual length is shown
    PayloadView *m_text;
    PlainLabel *m_cut;
    QPushButton *m_more;
};

} // namespace eventscope
