// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterfields.h"
#include "models/query/seenvalues.h"

#include <QStringList>
#include <QVector>

#include <functional>

namespace eventscope {

class EventLog;

/// What can be offered, collected by whoever asks: cheap to make for every keystroke.
struct FilterVocabulary
{
    const EventLog *log = nullptr; ///< its types and topics that were seen; not owned
    QStringList connections; ///< names
    QStringList savedNames; ///< of saved filters: offered where a condition can begin
    QStringList savedTexts; ///< what they stand for, in the same order
    QStringList paths; ///< of recent payloads, without `data.`: `status`, `items[*].name`
    /// Values seen where a condition looks, the best first; asked only about what is being written:
    /// `data.items[*].name`, `kafkapartition`, `subject`. May be null.
    std::function<SeenValues(const QString &where)> valuesAt;
    /// Topics with secrets in them are not offered where any are masked.
    QList<FieldMask> masks;
};

/// One offer: `replacement` takes the place of `length` units from `position` on.
struct FilterCandidate
{
    enum class Kind : quint8 { Field, Path, Value, Operator, Saved, Keyword };

    Kind kind = Kind::Field;
    QString shown; ///< what the list says
    QString explanation; ///< short, plain text
    QString replacement;
    qsizetype position = 0;
    qsizetype length = 0;
    qsizetype caret = 0; ///< where the caret is then
};

inline constexpr int maxFilterCandidates = 50;

/// What can stand at the caret: fields, paths, operators, values that were seen, saved filters. The
/// best first: what begins with what was typed, then what has it at a word's beginning, then what
/// contains it.
QVector<FilterCandidate> completeFilter(const QString &text, qsizetype caret,
                                        const FilterVocabulary &vocabulary);

} // namespace eventscope
