// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

namespace eventscope {

/// What a subscription to Kafka asks for: one topic by its name, or, where it begins with `^`, all
/// topics that the regular expression matches, those that are made later too.
class KafkaTopicPattern
{
public:
    explicit KafkaTopicPattern(const QString &pattern);

    /// Empty if it can be asked for, else one sentence that says what is wrong and where.
    QString problem() const;
    bool isRegex() const { return m_isRegex; }
    bool matches(const QString &topic) const;
    /// True if every topic of the other one is surely one of this. Of two expressions that is known
    /// where this one says no more than how a name begins: `^gh-.*`.
    bool covers(const KafkaTopicPattern &other) const;
    const QString &text() const { return m_text; }

private:
    QString m_text;
    QRegularExpression m_regex;
    bool m_isRegex;
};

} // namespace eventscope
