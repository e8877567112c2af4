// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaoverlaps.h"

#include "models/event/displaytext.h"

#include <QSet>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostLines = 3;
constexpr qsizetype mostNames = 3;
constexpr int shownName = 80;

QString lineFor(const QStringList &shared, qsizetype all, const QString &other)
{
    const QString shown = displayText(other, shownName);
    if (shared.size() == all)
        return all == 1 ? u"its topic comes on %1 too"_s.arg(shown)
                        : u"all its %1 topics come on %2 too"_s.arg(all).arg(shown);
    QStringList names;
    for (const QString &name : shared.first(std::min(shared.size(), mostNames)))
        names += displayText(name, shownName);
    if (shared.size() > mostNames)
        names += u"…"_s;
    return u"%1 of its %2 topics %3 on %4 too: %5"_s.arg(shared.size())
        .arg(all)
        .arg(shared.size() == 1 ? u"comes"_s : u"come"_s, shown, names.join(u", "_s));
}

} // namespace

QMap<QString, QStringList> kafkaOverlaps(const QMap<QString, QStringList> &topics)
{
    QMap<QString, QSet<QString>> sets;
    for (auto it = topics.cbegin(); it != topics.cend(); ++it)
        sets.insert(it.key(), QSet<QString>(it.value().begin(), it.value().end()));
    QMap<QString, QStringList> found;
    for (auto it = topics.cbegin(); it != topics.cend(); ++it) {
        qsizetype more = 0;
        for (auto other = sets.cbegin(); other != sets.cend(); ++other) {
            QStringList shared;
            for (const QString &topic : it.value()) {
                if (other.key() != it.key() && other->contains(topic))
                    shared += topic;
            }
            if (shared.isEmpty())
                continue;
            QStringList &lines = found[it.key()];
            if (lines.size() < mostLines)
                lines += lineFor(shared, it.value().size(), other.key());
            else
                ++more;
        }
        if (more > 0)
            found[it.key()].last() +=
                (more == 1 ? u" (and on one more)"_s : u" (and on %1 more)"_s.arg(more));
    }
    return found;
}

} // namespace eventscope
