// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaoverlaps.h"

#include "models/event/displaytext.h"

#include <QHash>
#include <vector>

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

/// Which patterns match a topic, by their position: so all that share one with a pattern are found
/// without comparing each with each.
using Bits = std::vector<quint64>;
constexpr size_t bitsPerWord = 64;

bool has(const Bits &bits, size_t at)
{
    return bits[at / bitsPerWord] >> (at % bitsPerWord) & 1;
}

QHash<QString, Bits> patternsByTopic(const QMap<QString, QStringList> &topics)
{
    const size_t words = size_t(topics.size()) / bitsPerWord + 1;
    QHash<QString, Bits> found;
    size_t at = 0;
    for (const QStringList &names : topics) {
        for (const QString &name : names) {
            Bits &bits = found[name];
            bits.resize(words);
            bits[at / bitsPerWord] |= quint64(1) << (at % bitsPerWord);
        }
        ++at;
    }
    return found;
}

} // namespace

QMap<QString, QStringList> kafkaOverlaps(const QMap<QString, QStringList> &topics)
{
    const QHash<QString, Bits> byTopic = patternsByTopic(topics);
    const QStringList patterns = topics.keys();
    QMap<QString, QStringList> found;
    for (size_t own = 0; own < size_t(patterns.size()); ++own) {
        const QString &pattern = patterns[qsizetype(own)];
        const QStringList &names = topics[pattern];
        std::vector<const Bits *> places; // of each name
        Bits sharing(size_t(patterns.size()) / bitsPerWord + 1);
        for (const QString &name : names) {
            const Bits &bits = *byTopic.constFind(name);
            places.push_back(&bits);
            for (size_t word = 0; word < sharing.size(); ++word)
                sharing[word] |= bits[word];
        }
        qsizetype more = 0;
        for (size_t other = 0; other < size_t(patterns.size()); ++other) {
            if (other == own || !has(sharing, other))
                continue;
            QStringList &lines = found[pattern];
            if (lines.size() >= mostLines) {
                ++more;
                continue;
            }
            QStringList shared;
            for (size_t i = 0; i < places.size(); ++i) {
                if (has(*places[i], other))
                    shared += names[qsizetype(i)];
            }
            lines += lineFor(shared, names.size(), patterns[qsizetype(other)]);
        }
        if (more > 0)
            found[pattern].last() +=
                (more == 1 ? u" (and on one more)"_s : u" (and on %1 more)"_s.arg(more));
    }
    return found;
}

} // namespace eventscope
