// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterescapes.h"
#include "models/query/filtervalues.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What ends a key that stands without quotes.
bool endsKey(QChar c)
{
    return c.isSpace() || QStringView(u".[]()\"=<>!:≤≥≠").contains(c);
}

bool mayStandBare(const QString &key)
{
    if (key.isEmpty() || key == u'*' || std::any_of(key.cbegin(), key.cend(), endsKey))
        return false;
    const QString plain = QString(key).remove(u'\\');
    return escapedFilterText(plain) == plain; // a backslash stands for itself here
}

/// The quoted key whose opening quote is at `at`.
bool readQuotedKey(QStringView text, qsizetype &at, QString &key)
{
    for (++at; at < text.size();) {
        if (text[at] == u'"') {
            ++at;
            return true;
        }
        if (text[at] != u'\\' || !readFilterEscape(text, at, key))
            key += text[at++];
    }
    return false;
}

bool readKey(QStringView text, qsizetype &at, PathStep &step)
{
    step.kind = PathStep::Kind::Key;
    if (at < text.size() && text[at] == u'"')
        return readQuotedKey(text, at, step.key);
    const qsizetype from = at;
    while (at < text.size() && !endsKey(text[at]))
        ++at;
    step.key = text.mid(from, at - from).toString();
    if (step.key == u'*') {
        step.key.clear();
        step.kind = PathStep::Kind::Every;
    }
    return at > from;
}

bool readBracket(QStringView text, qsizetype &at, PathStep &step)
{
    if (at < text.size() && text[at] == u'"') {
        step.kind = PathStep::Kind::Key;
        if (!readQuotedKey(text, at, step.key))
            return false;
    } else if (at < text.size() && text[at] == u'*') {
        step.kind = PathStep::Kind::Every;
        ++at;
    } else {
        const qsizetype from = at;
        step.kind = PathStep::Kind::Index;
        for (; at < text.size() && text[at] >= u'0' && text[at] <= u'9' && at - from < 9; ++at)
            step.index = step.index * 10 + quint32(text[at].unicode() - u'0');
        if (at == from)
            return false;
    }
    if (at >= text.size() || text[at] != u']')
        return false;
    ++at;
    return true;
}

} // namespace

bool readPathSteps(QStringView text, qsizetype &at, std::vector<PathStep> &path)
{
    while (at < text.size() && (text[at] == u'.' || text[at] == u'[')) {
        if (path.size() >= size_t(maxPathSteps))
            return false;
        PathStep step;
        const bool bracket = text[at] == u'[';
        ++at;
        if (!(bracket ? readBracket(text, at, step) : readKey(text, at, step)))
            return false;
        path.push_back(std::move(step));
    }
    return true;
}

std::optional<std::vector<PathStep>> readFilterPath(const QString &text)
{
    std::vector<PathStep> path;
    if (text == u'*')
        return path;
    // The payload is what a path is about, whether that is said or not.
    const bool rooted = text.startsWith(u"data.") || text.startsWith(u"data[");
    const QString whole = rooted ? text.mid(4) : text.startsWith(u'[') ? text : u'.' + text;
    qsizetype at = 0;
    if (!readPathSteps(whole, at, path) || at != whole.size())
        return {};
    return path;
}

QString filterPathText(const std::vector<PathStep> &path)
{
    QString text = u"data"_s;
    for (const PathStep &step : path) {
        if (step.kind == PathStep::Kind::Every) {
            text += u"[*]"_s;
        } else if (step.kind == PathStep::Kind::Index) {
            text += u'[' + QString::number(step.index) + u']';
        } else if (mayStandBare(step.key)) {
            text += u'.' + step.key;
        } else {
            text += u".\""_s + escapedFilterText(step.key) + u'"';
        }
    }
    return text;
}

} // namespace eventscope
