// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace eventscope {

/// The filters that were used lately, the last one first, each once.
class FilterHistory
{
public:
    static constexpr qsizetype maxTexts = 50;
    static constexpr qsizetype maxLength = 2'000; ///< a longer one is not worth remembering

    void add(const QString &text);
    const QStringList &texts() const { return m_texts; }
    void setTexts(const QStringList &texts);

private:
    QStringList m_texts;
};

} // namespace eventscope
