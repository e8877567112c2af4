// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/patterntext.h"

#include "views/theme.h"

#include <QTextBlock>

namespace eventscope {

PatternText::PatternText(const QFont &font, QWidget *parent) : QPlainTextEdit(parent)
{
    setFont(fixedFont(font));
    setTabChangesFocus(true);
    setLineWrapMode(NoWrap);
}

void PatternText::setForm(const TopicForm &form)
{
    m_form = form;
    setPlaceholderText(asLines(form.placeholder));
}

void PatternText::setVisibleLines(int lines)
{
    const QFontMetrics around(parentWidget() ? parentWidget()->font() : font());
    setFixedHeight(lines * QFontMetrics(font()).lineSpacing() + 2 * margin(around, 0.75));
}

QString PatternText::asLines(const QString &pattern) const
{
    return m_form.isList() ? m_form.members(pattern).join(u'\n') : pattern;
}

QStringList PatternText::patterns() const
{
    if (m_form.isList()) {
        const QString lines = toPlainText().replace(u'\n', m_form.separator);
        const QString list = m_form.members(lines).join(m_form.separator);
        return list.isEmpty() ? QStringList() : QStringList{list};
    }
    QStringList found;
    for (const QString &line : toPlainText().split(u'\n')) {
        if (const QString pattern = line.trimmed(); !pattern.isEmpty())
            found += pattern;
    }
    return found;
}

bool PatternText::means(const QString &pattern) const
{
    return m_form.isList() && asLines(pattern) == asLines(patterns().value(0));
}

QString PatternText::currentLine() const
{
    return textCursor().block().text().trimmed();
}

void PatternText::replaceCurrentLine(const QString &line)
{
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::StartOfBlock);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.insertText(line);
    setTextCursor(cursor);
}

void PatternText::appendLine(const QString &line)
{
    moveCursor(QTextCursor::End);
    insertPlainText(currentLine().isEmpty() ? line : u'\n' + line);
}

} // namespace eventscope
