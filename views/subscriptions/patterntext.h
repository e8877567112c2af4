// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/topicform.h"

#include <QPlainTextEdit>

namespace eventscope {

/// Patterns as text: one on each line or, where the system's patterns are lists, one member of the
/// only pattern on each line.
class PatternText final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit PatternText(const QFont &font, QWidget *parent = nullptr);

    /// From now on lines mean this. The text stays as it is.
    void setForm(const TopicForm &form);
    void setVisibleLines(int lines);

    /// As they would be sent: lines without surrounding blanks, empty ones left out.
    QStringList patterns() const;
    /// Shows one in place of all.
    void setPattern(const QString &pattern) { setPlainText(asLines(pattern)); }
    /// The same list in other words is no other one.
    bool means(const QString &pattern) const;

    /// The line of the cursor, without surrounding blanks.
    QString currentLine() const;
    void replaceCurrentLine(const QString &line);
    /// Begins a line at the end, unless an empty one is there already.
    void appendLine(const QString &line);

private:
    QString asLines(const QString &pattern) const;

    TopicForm m_form;
};

} // namespace eventscope
