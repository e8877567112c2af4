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
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9._-]+\\z"));
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

QStringList TopicForm::members(const QString &pattern) const
{
    QStringList found;
    for (const QString &member : pattern.split(separator, Qt::SkipEmptyParts)) {
        if (!member.trimmed().isEmpty() && !found.contains(member.trimmed()))
            found += member.trimmed();
    }
    return found;
}

QStringList TopicForm::split(const QString &pattern) const
{
    return isStructured() ? pattern.split(separator) : QStringList{pattern};
}

/// The parts of a pattern that is meant as a prefix: the separator at its end opens no part.
QStringList TopicForm::prefixParts(const QString &pattern) const
{
    QStringList values = split(pattern);
    if (values.size() > fewestParts && values.last().isEmpty())
        values.removeLast();
    return values;
}

QString TopicForm::problemWithParts(const QStringList &values) const
{
    for (qsizetype i = 0; i < values.size(); ++i) {
        const bool last = i == values.size() - 1;
        if (last && values[i] == u"*" && i >= fewestParts && fewestParts > 0)
            continue;
        const TopicPart further{tr("What follows"), TopicPart::Kind::Suggested, {}, {}};
        QString problem = problemWithPart(i < parts.size() ? parts[i] : further, values[i]);
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

QString TopicForm::problemWith(const QString &pattern) const
{
    QString problem = problemWithWhole(pattern);
    if (problem.isEmpty() || fewestParts == 0 || pattern.size() > 512)
        return problem;
    const QStringList values = prefixParts(pattern);
    if (values.size() < fewestParts || values.size() > mostParts)
        return problem;
    return problemWithParts(values);
}

QString TopicForm::problemWithWhole(const QString &pattern) const
{
    if (pattern.trimmed().isEmpty())
        return tr("It is empty.");
    if (const int most = isList() ? 4096 : 512; pattern.size() > most)
        return tr("It is longer than %1 characters.").arg(most);
    if (!isStructured())
        return check ? check(pattern) : QString();
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
    return problemWithParts(values);
}

QString TopicForm::remarkOn(const QString &pattern) const
{
    if (fewestParts == 0 || problemWithWhole(pattern).isEmpty() || !problemWith(pattern).isEmpty())
        return {};
    return tr("Only a server that compares topics by prefix takes it, and delivers all that "
              "begins with it.");
}

} // namespace eventscope
