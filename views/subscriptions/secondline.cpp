// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/secondline.h"

#include "models/subscriptionmodel.h"
#include "views/tabulartext.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int mostReasonLines = 12; ///< of a reason: the longest sentence in the dock's first width
constexpr int mostNoteLines = 2;
} // namespace

SecondLine::SecondLine(const QFont &beside, const QModelIndex &index, int width)
    : font(smallFont(beside)), metrics(font),
      state(index.data(SubscriptionRole::StateText).toString()),
      last(index.data(SubscriptionRole::LastText).toString())
{
    fillState(index, width,
              takesTrailing(beside, index, width)
                  ? index.data(SubscriptionRole::Trailing).toString()
                  : QString());
    const QStringList notes = index.data(SubscriptionRole::Notes).toStringList();
    for (const QString &note : notes)
        lines += wrappedLines(note, font, width, mostNoteLines);
}

bool SecondLine::takesTrailing(const QFont &beside, const QModelIndex &index, int width)
{
    if (index.data(SubscriptionRole::TrailingSeverity).toInt() < 0)
        return false; // a rate is short
    const QString trailing = index.data(SubscriptionRole::Trailing).toString();
    return 2 * tabularWidth(QFontMetrics(beside), trailing) > width;
}

void SecondLine::fillState(const QModelIndex &index, int width, const QString &trailing)
{
    QString words = state + u" · "_s;
    if (!trailing.isEmpty())
        words += trailing + u" · "_s;
    words += index.data(SubscriptionRole::Detail).toString();
    if (index.data(SubscriptionRole::DetailIsReason).toBool()) {
        last.clear();
        lines = wrappedLines(words, font, width, mostReasonLines);
        return;
    }
    const quint64 count = index.data(SubscriptionRole::Count).toULongLong();
    const QString shorter = count > 0 ? state + u" · "_s + countText(count) : words;
    for (const QString &text : {words, shorter}) {
        if (fits(text, width)) {
            lines = {text};
            return;
        }
    }
    fill(shorter.split(u" · "_s) << std::exchange(last, {}), width);
}

/// As many parts to a line as fit.
void SecondLine::fill(const QStringList &parts, int width)
{
    for (const QString &part : parts) {
        const QString longer = lines.isEmpty() ? part : lines.constLast() + u" · "_s + part;
        if (part.isEmpty())
            continue;
        if (!lines.isEmpty() && tabularWidth(metrics, longer) <= width)
            lines.last() = longer;
        else
            lines += metrics.elidedText(part, Qt::ElideRight, width);
    }
}

bool SecondLine::fits(const QString &text, int width) const
{
    const int right =
        last.isEmpty() ? 0 : tabularWidth(metrics, last) + 2 * metrics.averageCharWidth();
    return tabularWidth(metrics, text) + right <= width;
}

} // namespace eventscope
