// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/fittingpattern.h"

#include "models/event/displaytext.h"

#include <QRegularExpression>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longest = 512;

bool isSeparator(QChar c)
{
    return c == u':' || c == u'.' || c == u'/' || c == u',';
}

QString withShortUuids(QString text)
{
    static const QRegularExpression uuid(
        u"\\b([0-9a-fA-F]{4})[0-9a-fA-F]{4}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b"_s);
    return text.replace(uuid, u"\\1…"_s);
}

bool namesSomething(QStringView end)
{
    return std::any_of(end.begin(), end.end(), [](QChar c) { return c.isLetterOrNumber(); });
}

/// The shortest end in whole parts that names something and that no other has: `:call:*`; empty
/// where the pattern must be read from its start.
QString tellingEnd(const QString &pattern, const QStringList &others)
{
    for (qsizetype at = pattern.size() - 1; at > 0; --at) {
        const QStringView end = QStringView(pattern).mid(at);
        if (!isSeparator(pattern.at(at)) || !namesSomething(end))
            continue;
        const bool shared = std::any_of(others.begin(), others.end(), [end](const QString &other) {
            return other.endsWith(end);
        });
        if (!shared)
            return end.toString();
    }
    return {};
}

/// Three dots before a fourth would be one too many.
QString afterGap(const QString &end)
{
    return u"…"_s + (end.startsWith(u'.') ? end.mid(1) : end);
}

/// `customer…:call:*`: at least that end, as many parts before it as fit, and some of the start;
/// empty if not even that fits.
QString withItsStart(const QString &pattern, const QString &end, const QFontMetrics &metrics,
                     int width)
{
    constexpr qsizetype shortestStart = 4;
    for (qsizetype at = shortestStart; at <= pattern.size() - end.size(); ++at) {
        // A shortened UUID goes as a whole: one gap is enough.
        if (!isSeparator(pattern.at(at)) || pattern.indexOf(u'…', at) >= 0)
            continue;
        const QString kept = afterGap(pattern.mid(at));
        qsizetype start = std::min<qsizetype>(at, 64);
        while (start >= shortestStart
               && metrics.horizontalAdvance(pattern.left(start) + kept) > width)
            --start;
        if (start >= shortestStart)
            return pattern.left(start) + kept;
    }
    return {};
}

} // namespace

QString fittingPattern(const QString &pattern, const QFontMetrics &metrics, int width,
                       const std::function<QStringList()> &beside)
{
    const QString whole = displayText(pattern, longest);
    if (metrics.horizontalAdvance(whole) <= width)
        return whole;
    const QString shorter = withShortUuids(whole);
    if (metrics.horizontalAdvance(shorter) <= width)
        return shorter;
    const QString end = withShortUuids(tellingEnd(whole, beside ? beside() : QStringList()));
    if (end.isEmpty())
        return metrics.elidedText(shorter, Qt::ElideMiddle, std::max(0, width));
    if (const QString both = withItsStart(shorter, end, metrics, width); !both.isEmpty())
        return both;
    const QString least = afterGap(end);
    return metrics.horizontalAdvance(least) <= width
        ? least
        : metrics.elidedText(least, Qt::ElideRight, std::max(0, width));
}

} // namespace eventscope
