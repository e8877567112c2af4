// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/topicform.h"

#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TopicForm", text);
}

/// Empty if `value` can stand at this part; a UUID that is none is left to the server, which knows
/// its own ids.
QString problemWithPart(const TopicPart &part, const QString &value)
{
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9._-]+$"));
    if (value.isEmpty())
        return tr("%1 is missing.").arg(part.label);
    if (value == u"*") {
        return part.kind == TopicPart::Kind::UuidOrAll
            ? QString()
            : tr("“*” can only stand in the last place, not for %1.").arg(part.label);
    }
    if (part.kind == TopicPart::Kind::Choice && !part.choices.contains(value))
        return tr("%1 must be one of %2, not “%3”.")
            .arg(part.label, part.choices.join(QStringLiteral(", ")), displayText(value, 60));
    if (!token.match(value).hasMatch())
        return tr("%1 has a character that cannot stand there: “%2”.")
            .arg(part.label, displayText(value, 60));
    return {};
}

} // namespace

QString TopicForm::join(const QStringList &values) const
{
    return isStructured() ? values.join(separator) : values.value(0);
}

QStringList TopicForm::split(const QString &pattern) const
{
    return isStructured() ? pattern.split(separator) : QStringList{pattern};
}

QString TopicForm::problemWith(const QString &pattern) const
{
    if (pattern.trimmed().isEmpty())
        return tr("It is empty.");
    if (pattern.size() > 512)
        return tr("It is longer than 512 characters.");
    if (!isStructured())
        return {};
    const QStringList values = split(pattern);
    if (values.size() != parts.size()) {
        QStringList labels;
        for (const TopicPart &part : parts)
            labels += part.label;
        return tr("It needs %1 parts (%2) with “%3” between them, and has %4.")
            .arg(parts.size())
            .arg(labels.join(QStringLiteral(", ")), QString(separator))
            .arg(values.size());
    }
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString problem = problemWithPart(parts[i], values[i]);
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace eventscope
