// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optioneditors.h"

#include "models/event/displaytext.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>

namespace eventscope {

QPlainTextEdit *makeLinesEditor(const Option &option)
{
    constexpr int shownLines = 3;
    auto *lines = new QPlainTextEdit(option.defaultValue);
    lines->setPlaceholderText(option.placeholder);
    lines->setAccessibleName(option.label);
    lines->setTabChangesFocus(true);
    lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    const int frame = 2 * (lines->frameWidth() + int(lines->document()->documentMargin()));
    lines->setFixedHeight(shownLines * lines->fontMetrics().lineSpacing() + frame
                          + lines->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    return lines;
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
