// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/patterncheck.h"

#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QSet>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Plenty for a person, and a bound on what a paste can do.
constexpr int maxPatterns = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("SubscriptionDialog", text);
}

/// With the pattern that it is about, where there are several.
QString about(const QString &pattern, const QString &sentence, qsizetype patterns)
{
    return patterns == 1 ? sentence
                         : middleElided(displayText(pattern, 512), 40) + u": "_s + sentence;
}

} // namespace

QStringList problemsWithPatterns(const QStringList &patterns, const PatternPlace &place)
{
    const TopicForm &form = place.dialect->topicForm;
    if (patterns.isEmpty())
        return {place.edited.isEmpty() ? tr("Write what to subscribe to, a pattern on each line.")
                                       : tr("Write what to subscribe to.")};
    if (patterns.size() > maxPatterns)
        return {tr("More than %1 patterns at once; add them in several steps.").arg(maxPatterns)};
    if (!place.edited.isEmpty() && patterns.size() > 1)
        return {tr("One pattern can only become one other pattern.")};
    QSet<QString> listed;
    for (const Subscription &subscription : place.profile->subscriptions)
        listed.insert(subscription.pattern);
    listed.remove(place.edited);
    QStringList found;
    QSet<QString> seen;
    for (const QString &pattern : patterns) {
        // A field that was left empty is no prefix that was meant.
        QString problem =
            pattern == place.built ? form.problemWithWhole(pattern) : form.problemWith(pattern);
        if (problem.isEmpty() && listed.contains(pattern))
            problem = tr("%1 already has it.").arg(displayText(place.profile->name, 60));
        else if (problem.isEmpty() && seen.contains(pattern))
            problem = tr("It is there twice.");
        seen.insert(pattern);
        if (!problem.isEmpty())
            found += about(pattern, problem, patterns.size());
    }
    return found;
}

QString remarkOnPatterns(const QStringList &patterns, const PatternPlace &place)
{
    for (const QString &pattern : patterns) {
        const QString remark = place.dialect->topicForm.remarkOn(pattern);
        if (!remark.isEmpty())
            return about(pattern, remark, patterns.size());
    }
    return {};
}

} // namespace eventscope
