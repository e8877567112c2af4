// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optioneditors.h"

#include "models/event/displaytext.h"
#include "views/connections/secretfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// As high as a few lines; Tab goes on to the next field, as in all others.
QPlainTextEdit *makeLinesEditor(const Option &option)
{
    const int shownLines = option.flows ? 5 : 3;
    auto *lines = new QPlainTextEdit(option.defaultValue);
    lines->setPlaceholderText(option.placeholder);
    lines->setAccessibleName(option.label);
    lines->setTabChangesFocus(true);
    lines->setLineWrapMode(option.flows ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    const int frame = 2 * (lines->frameWidth() + int(lines->document()->documentMargin()));
    const int bar = option.flows ? 0 : lines->style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    lines->setFixedHeight(shownLines * lines->fontMetrics().lineSpacing() + frame + bar);
    return lines;
}

QLineEdit *makeLineEditor(const Option &option)
{
    auto *line = new QLineEdit(option.defaultValue);
    line->setPlaceholderText(option.placeholder);
    line->setAccessibleName(option.label);
    if (option.kind == Option::Kind::Url)
        line->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    return line;
}

QComboBox *makeChoiceEditor(const Option &option)
{
    auto *choice = new QComboBox;
    for (const Option::Choice &one : option.choices)
        choice->addItem(one.label, one.value);
    choice->setCurrentIndex(std::max(0, choice->findData(option.defaultValue)));
    choice->setAccessibleName(option.label);
    return choice;
}

} // namespace

QWidget *makeOptionEditor(const Option &option, const std::function<void()> &edited)
{
    switch (option.kind) {
    case Option::Kind::Secret: {
        auto *secret = new SecretField;
        secret->setLabel(option.label);
        secret->edit()->setPlaceholderText(option.placeholder);
        QObject::connect(secret, &SecretField::changed, secret, edited);
        return secret;
    }
    case Option::Kind::Choice: {
        auto *choice = makeChoiceEditor(option);
        QObject::connect(choice, &QComboBox::currentIndexChanged, choice, edited);
        return choice;
    }
    case Option::Kind::Flag: {
        auto *flag = new QCheckBox(option.label);
        flag->setChecked(option.defaultValue == "true"_L1);
        QObject::connect(flag, &QCheckBox::toggled, flag, edited);
        return flag;
    }
    case Option::Kind::Text:
    case Option::Kind::Url:
    case Option::Kind::Integer:
        break;
    }
    if (option.lines) {
        auto *lines = makeLinesEditor(option);
        QObject::connect(lines, &QPlainTextEdit::textChanged, lines, edited);
        return lines;
    }
    auto *line = makeLineEditor(option);
    QObject::connect(line, &QLineEdit::textChanged, line, edited);
    return line;
}

QWidget *makePresets(const Option &option, const std::function<void(const QString &)> &take)
{
    auto *presets = new QWidget;
    auto *row = new QHBoxLayout(presets);
    row->setContentsMargins(0, 0, 0, 0);
    for (const Option::Choice &one : option.choices) {
        auto *button = new QPushButton(one.label);
        button->setAutoDefault(false);
        button->setToolTip(toolTipText(one.value));
        button->setAccessibleDescription(one.value);
        QObject::connect(button, &QPushButton::clicked, presets,
                         [take, url = one.value] { take(url); });
        row->addWidget(button);
    }
    row->addStretch();
    return presets;
}

} // namespace eventscope
