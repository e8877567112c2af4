// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace eventscope {

/// One part of a topic pattern, as the pattern builder offers it.
struct TopicPart
{
    enum class Kind : quint8 {
        Choice, ///< one of `choices`
        Suggested, ///< free text, `choices` are offered
        Uuid, ///< a UUID
        UuidOrAll ///< a UUID, or `*` for all
    };
    QString label;
    Kind kind = Kind::Suggested;
    QStringList choices;
    QString hint;
};

/// How the topic patterns of a system are built: parts joined by a separator. Empty `parts` means
/// free text. A dialect declares it; the subscription dialog is made from it and checks a pattern
/// before anything is sent.
struct TopicForm
{
    QString noun; ///< what the system calls it: "topic", "event", "channel"
    QString placeholder; ///< an example
    QChar separator;
    QVector<TopicPart> parts;
    /// Where some servers of the system compare topics by prefix: how few and how many parts a
    /// pattern can have there. 0: always as many as there are `parts`.
    int fewestParts = 0;
    int mostParts = 0;
    /// For free text: what else a pattern must be. Answers nothing, or one sentence about what is
    /// wrong.
    QString (*check)(const QString &pattern) = nullptr;

    bool isStructured() const { return !parts.isEmpty(); }
    /// A pattern is a list of things of one kind, with the separator between them.
    bool isList() const { return parts.isEmpty() && !separator.isNull(); }
    /// The members of such a list as they are meant: without blanks, and each once.
    QStringList members(const QString &pattern) const;
    QString join(const QStringList &values) const;
    QStringList split(const QString &pattern) const;
    /// Empty if the pattern can be sent; else one sentence that says what is wrong with it and
    /// where.
    QString problemWith(const QString &pattern) const;
    /// The same for a pattern that must have a value for each of `parts`, as the builder makes it.
    QString problemWithWhole(const QString &pattern) const;
    /// One sentence about a pattern that can be sent, though not every server takes its form; else
    /// empty.
    QString remarkOn(const QString &pattern) const;

private:
    QString problemWithParts(const QStringList &values) const;
    QStringList prefixParts(const QString &pattern) const;
};

} // namespace eventscope
