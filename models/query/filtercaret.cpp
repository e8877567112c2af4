// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtercaret.h"

#include <algorithm>

namespace eventscope {

namespace {

class CaretSearch
{
public:
    CaretSearch(const QString &text, qsizetype caret)
        : m_scanner(text), m_caret(std::clamp<qsizetype>(caret, 0, text.size()))
    { }

    FilterCaret search()
    {
        for (;;) {
            m_scanner.skipSpace();
            if (m_scanner.at() >= m_caret) {
                m_found.place = {m_caret, 0};
                if (m_scanner.at() == m_caret && !FilterScanner::endsWord(m_scanner.peek()))
                    name(); // the caret stands before a word
                return m_found;
            }
            if (step())
                return m_found;
        }
    }

private:
    /// Past one token; true if the caret is in it.
    bool step()
    {
        const QChar c = m_scanner.peek();
        if (c == u'(' || c == u')' || (c == u'-' && !FilterScanner::endsWord(m_scanner.peek(1)))) {
            m_scanner.goTo(m_scanner.at() + 1);
            return false;
        }
        if (c == u'!' && m_scanner.peek(1) != u'=') {
            m_scanner.goTo(m_scanner.at() + 1);
            return false;
        }
        if ((c == u'&' || c == u'|') && m_scanner.peek(1) == c) {
            m_scanner.goTo(m_scanner.at() + 2);
            return other();
        }
        FilterValue regex;
        const qsizetype from = m_scanner.at();
        if (c == u'"') {
            bool closed = false;
            m_scanner.quoted(closed);
            return text(from);
        }
        if (c == u'/' && m_scanner.regex(regex))
            return text(from);
        return name();
    }

    /// In quotes or slashes nothing is offered, nor right behind them: nothing can stand there.
    bool text(qsizetype from)
    {
        m_found.isFirst = false;
        if (m_caret > m_scanner.at())
            return false;
        m_found.where = FilterCaret::Where::Text;
        m_found.place = m_scanner.placeFrom(from);
        return true;
    }

    bool isHere(qsizetype from)
    {
        if (m_caret > m_scanner.at())
            return false;
        m_found.place = m_scanner.placeFrom(from);
        m_found.typed = m_scanner.text().mid(from, m_caret - from);
        return true;
    }

    bool name()
    {
        const qsizetype from = m_scanner.at();
        FilterScanner::Subject subject;
        if (!m_scanner.subject(subject)) {
            m_scanner.word();
            return isHere(from) || other();
        }
        if (subject.pathBroken) {
            m_scanner.word();
            return isHere(from) || other();
        }
        const qsizetype opEnd = m_scanner.at();
        if (m_caret <= subject.name.position + subject.name.length) {
            m_scanner.goTo(subject.name.position + subject.name.length);
            return isHere(from);
        }
        m_scanner.goTo(opEnd);
        return values(subject) || other();
    }

    bool other()
    {
        m_found.isFirst = false;
        return false;
    }

    bool values(const FilterScanner::Subject &subject)
    {
        m_scanner.skipSpace();
        m_found.subject = subject;
        if (m_scanner.peek() != u'(' || m_caret <= m_scanner.at())
            return value();
        m_scanner.goTo(m_scanner.at() + 1);
        while (!m_scanner.atEnd() && m_scanner.peek() != u')' && m_scanner.peek() != u'(') {
            m_scanner.skipSpace();
            const bool between = m_scanner.isKeyword(u"or");
            if (between && m_caret > m_scanner.at() + 2)
                m_scanner.skipKeyword(u"or");
            else if (value())
                return true;
            m_scanner.skipSpace();
        }
        const bool inside = m_scanner.atEnd() || m_caret <= m_scanner.at();
        if (inside)
            setValue({m_caret, 0});
        return inside;
    }

    void setValue(FilterPlace place)
    {
        m_found.where = FilterCaret::Where::Value;
        m_found.place = place;
    }

    bool value()
    {
        const qsizetype from = m_scanner.at();
        if (m_caret <= from) {
            setValue({m_caret, 0});
            return true;
        }
        m_found.quoted = m_scanner.peek() == u'"';
        FilterValue regex;
        if (m_found.quoted) {
            bool closed = false;
            m_scanner.quoted(closed);
        } else if (m_scanner.peek() == u'/' && m_scanner.regex(regex)) {
            return text(from);
        } else {
            m_scanner.word();
        }
        if (!isHere(from)) {
            m_found.quoted = false;
            return false;
        }
        if (m_found.quoted)
            m_found.typed.remove(0, 1);
        setValue(m_found.place);
        return true;
    }

    FilterScanner m_scanner;
    qsizetype m_caret;
    FilterCaret m_found;
};

} // namespace

FilterCaret filterCaret(const QString &text, qsizetype caret)
{
    return CaretSearch(text, caret).search();
}

} // namespace eventscope
