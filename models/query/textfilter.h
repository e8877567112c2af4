// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"

#include <QMap>
#include <QString>
#include <memory>
#include <vector>

namespace eventscope {

/// What decides whether a row is shown. Immutable once made, so that workers and the GUI thread may
/// share it. CompiledFilter is the one of the window; TextFilter knows words only.
class EventPredicate
{
public:
    virtual ~EventPredicate() = default;
    /// True if the record can be decided from its columns alone; then `matches` is set and the line
    /// is not read.
    virtual bool decidedByColumns(const EventRecord &record, bool &matches) const = 0;
    virtual bool matchesLine(const EventRecord &record, std::string_view line) const = 0;
};

/// All words must occur, in any case, each in the payload or in the text of type, topic, subject or
/// the connection's name (or in the reason of a frame that could not be read); words in quotes are
/// one. A word that starts with '-' must not occur. The names of attributes never match; keys
/// inside the payload do, they are its text. What JSON wrote with escapes is found by its
/// character, binary payloads are searched as the bytes that came, and so are the rows that Daptin
/// writes in base64.
class TextFilter final : public EventPredicate
{
public:
    /// Null for a text without words: everything is shown. `connectionNames` maps connection
    /// numbers of `log` to names; a connection without one matches by its id. `log` is not owned
    /// and must outlive the filter's use.
    static std::shared_ptr<const TextFilter> make(
        const QString &text, const EventLog &log,
        const QMap<quint32, QString> &connectionNames = {});
    bool decidedByColumns(const EventRecord &record, bool &matches) const override;
    bool matchesLine(const EventRecord &record, std::string_view line) const override;

private:
    struct Word;
    TextFilter();
    bool foundInColumns(const Word &word, const EventRecord &record) const;
    std::string connectionText(quint32 id) const;

    std::vector<Word> m_words;
    const EventLog *m_log = nullptr; ///< for texts that were interned after the filter was made
    QMap<quint32, QString> m_connectionNames;

public:
    ~TextFilter() override;
};

} // namespace eventscope
