// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/differencetext.h"

#include "models/event/displaytext.h"
#include "models/event/jsontape.h"
#include "models/event/jsonvalues.h"
#include "models/timeshown.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using ChangeKind = JsonChange::Kind;

constexpr int longestValue = 240;
constexpr int longestPath = 200;
constexpr int mostChangeLines = 2'000;

/// One text with its parts.
class Writer
{
public:
    void begin()
    {
        if (m_out.lines++ > 0)
            m_out.text += u'\n';
        m_start = m_out.text.size();
    }
    void plain(QStringView text) { m_out.text += text; }
    void add(QStringView text, TextPart part)
    {
        m_out.spans.append(
            {m_out.lines - 1, int(m_out.text.size() - m_start), int(text.size()), part});
        m_out.text += text;
    }
    ReadableText take() { return std::move(m_out); }
    ReadableText &out() { return m_out; }

private:
    ReadableText m_out;
    qsizetype m_start = 0;
};

QString valueText(const std::string &json)
{
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    std::string scratch;
    if (tape.parse(json) && JsonRef(tape).isString())
        return u'"' + displayText(JsonRef(tape).string(scratch), longestValue) + u'"';
    return displayText(json, longestValue);
}

qint64 momentIn(const std::string &json)
{
    static thread_local JsonTape tape;
    std::string scratch;
    return json.size() < 64 && tape.parse(json) ? momentOf(JsonRef(tape), scratch) : noTime;
}

/// Most systems wrap what they tell in a `data` of their own, which need not be said in every line.
bool isWrapped(const JsonDifference &difference)
{
    return std::all_of(difference.changes.begin(), difference.changes.end(),
                       [](const JsonChange &change) {
                           return change.kind == ChangeKind::Same
                               || (change.path.size() > 1 && change.path.front().key == "data"_L1);
                       });
}

QString nameOf(const JsonChange &change, bool wrapped)
{
    QString path =
        filterPathText(wrapped && change.path.size() > 1
                           ? std::vector<PathStep>(change.path.begin() + 1, change.path.end())
                           : change.path);
    if (path.startsWith(u"data."_s))
        path = path.mid(5);
    else if (path.startsWith(u"data["_s))
        path = path.mid(4);
    return displayText(path, longestPath);
}

void addChange(Writer &writer, const JsonChange &change, bool wrapped)
{
    writer.begin();
    if (change.kind == ChangeKind::Added)
        writer.add(u"+ ", TextPart::AddedSign);
    else if (change.kind == ChangeKind::Removed)
        writer.add(u"− ", TextPart::RemovedSign);
    const bool same = change.kind == ChangeKind::Same;
    writer.add(nameOf(change, wrapped), same ? TextPart::Faded : TextPart::Key);
    writer.plain(u": ");
    if (same) {
        writer.add(valueText(change.after), TextPart::Faded);
        return;
    }
    if (change.kind != ChangeKind::Added)
        writer.add(valueText(change.before), TextPart::Removed);
    if (change.kind == ChangeKind::Changed)
        writer.add(u" → ", TextPart::Faded);
    if (change.kind != ChangeKind::Removed)
        writer.add(valueText(change.after), TextPart::Added);
    if (change.kind != ChangeKind::Changed)
        return;
    const QString apart = spanText(momentIn(change.before), momentIn(change.after));
    if (!apart.isEmpty())
        writer.add(u"  "_s + apart, TextPart::Faded);
}

} // namespace

DifferenceText differenceText(const JsonDifference &difference, bool withSame)
{
    Writer writer;
    DifferenceText shown;
    const bool wrapped = !withSame && isWrapped(difference);
    for (size_t i = 0; i < difference.changes.size(); ++i) {
        if (difference.changes[i].kind == ChangeKind::Same && !withSame)
            continue;
        if (writer.out().lines == mostChangeLines) {
            writer.out().complete = false;
            break;
        }
        addChange(writer, difference.changes[i], wrapped);
        shown.changeOfLine.push_back(i);
    }
    writer.out().complete = writer.out().complete && difference.complete;
    shown.text = writer.take();
    return shown;
}

} // namespace eventscope
