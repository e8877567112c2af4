// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/query/eventpredicate.h"

#include <QMap>
#include <QString>
#include <memory>
#include <vector>

namespace eventscope {

/// The filter of words as it was before there was a language: what words have to mean is measured by
/// it (tst_compiledfilter). All words must occur, in any case, each in the payload or in the text of type, topic, subject or
/// the connection's name (or in the reason of a frame that could not be read); words in quotes are
/// one. A word that starts with '-' must not occur. The names of attributes never match; keys
/// inside the payload do, they are its text. What JSON wrote with escapes is found by its
/// character, binary payloads are searched as the bytes that came, and so are the rows that Daptin
/// writes in base64.
class WordFilter final : public EventPredicate
{
public:
    /// Null for a text without words: everything is shown. `connectionNames` maps connection
    /// numbers of `log` to names; a connection without one matches by its id. `log` is not owned
    /// and must outlive the filter's use.
    static std::shared_ptr<const WordFilter> make(
        const QString &text, const EventLog &log,
        const QMap<quint32, QString> &connectionNames = {});
    bool decidedByColumns(const EventRecord &record, bool &matches) const override;
    bool matchesLine(const EventRecord &record, std::string_view line) const override;

private:
    struct Word;
    WordFilter();
    bool foundInColumns(const Word &word, const EventRecord &record) const;
    std::string connectionText(quint32 id) const;

    std::vector<Word> m_words;
    const EventLog *m_log = nullptr; ///< for texts that were interned after the filter was made
    QMap<quint32, QString> m_connectionNames;

public:
    ~WordFilter() override;
};

} // namespace eventscope
