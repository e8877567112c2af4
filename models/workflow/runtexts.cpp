// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/runtexts.h"

#include "models/event/displaytext.h"
#include "models/event/timestamp.h"
#include "models/workflow/runtable.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkflowModel", text);
}

bool isKind(const RunTable &runs, quint32 node, WorkflowNode::Kind kind)
{
    return runs.nodes()[node].kind == kind;
}

QString number(double value)
{
    constexpr double mostExact = 9007199254740992.0; // sums of what was sent can be far beyond
    return value == std::trunc(value) && std::abs(value) <= mostExact
        ? QString::number(qint64(value))
        : QString::number(value, 'g', 6);
}

/// Rounded so that it does not flicker.
QString leftWords(qint64 us)
{
    const qint64 seconds = (us + second / 2) / second;
    if (seconds < 8)
        return tr("a few seconds left");
    if (seconds < 58)
        return tr("about %1 s left").arg((seconds + 2) / 5 * 5);
    if (seconds < 3570)
        return tr("about %1 min left").arg((seconds + 30) / 60);
    if (seconds < 36 * 3600)
        return tr("about %1 h left").arg((seconds + 1800) / 3600);
    return tr("more than a day left");
}

QString runRemark(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    const RunTable::Row &row = runs.row(id);
    switch (runs.stateOf(id)) {
    case RunTable::State::Stalled:
        return tr("no change for %1").arg(clockText(runs.nowUs() - node.pace.changedUs));
    case RunTable::State::Failed: {
        const WorkflowReducer::Run &run = runs.run(id);
        const quint64 errors = run.errors.size() + run.errorsLeftOut;
        return errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors);
    }
    case RunTable::State::Done: {
        const qint64 took = row.finishedUs - runs.run(id).startedUs;
        return took >= second ? tr("took %1").arg(durationWords(took)) : QString();
    }
    case RunTable::State::Running:
        if (runs.isClosed())
            return tr("its end was not recorded");
        break;
    }
    const auto endsAt = node.pace.endsAtUs(node.fraction);
    return endsAt && *endsAt > runs.nowUs() ? leftWords(*endsAt - runs.nowUs()) : QString();
}

QString shortTask(const QString &task)
{
    return task.size() > 12 ? task.left(8) : task;
}

QString dayTime(qint64 us)
{
    return timeOfDayText(us, TimeZoneChoice::Local).left(8);
}

QString path(const RunTable &runs, quint32 node)
{
    QStringList names;
    for (; node != 0; node = runs.nodes()[node].parent)
        names.prepend(runtexts::name(runs, node));
    return names.join(u" › "_s);
}

} // namespace

QString clockText(qint64 us)
{
    const qint64 seconds = std::max<qint64>(0, us) / second;
    if (seconds >= 48 * 3600)
        return tr("%1 days").arg(seconds / 86400);
    const auto two = [](qint64 value) { return u"%1"_s.arg(value, 2, 10, QChar(u'0')); };
    if (seconds < 3600)
        return u"%1:%2"_s.arg(seconds / 60).arg(two(seconds % 60));
    return u"%1:%2:%3"_s.arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
}

QString durationWords(qint64 us)
{
    const qint64 seconds = std::max<qint64>(0, us) / second;
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    if (seconds < 48 * 3600)
        return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return tr("%1 days").arg(seconds / 86400);
}

qint64 runtexts::startedUs(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    return node.kind == WorkflowNode::Kind::Run ? runs.run(id).startedUs : node.pace.startedUs;
}

int runtexts::percent(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    if (node.kind == WorkflowNode::Kind::Error)
        return -1;
    if (node.done || runs.stateOf(id) == RunTable::State::Done)
        return 100;
    if (!node.counted || node.total <= 0)
        return -1;
    return int(std::clamp(std::trunc(node.current * 100 / node.total), 0.0, 100.0));
}

QString runtexts::progress(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    switch (runs.stateOf(id)) {
    case RunTable::State::Done:
        return tr("done");
    case RunTable::State::Failed:
        return tr("failed");
    case RunTable::State::Stalled:
        return tr("stalled");
    case RunTable::State::Running:
        break;
    }
    if (const int known = percent(runs, id); known >= 0 && node.current != 0)
        return tr("%1 %").arg(known);
    const bool strange = node.counted && node.total <= 0 && (node.current != 0 || node.total != 0);
    if (strange)
        return tr("n/a");
    return runs.isClosed() ? tr("unfinished") : tr("in progress");
}

QString runtexts::state(const RunTable &runs, quint32 node)
{
    switch (runs.stateOf(node)) {
    case RunTable::State::Running:
        return runs.isClosed() ? tr("unfinished") : tr("running");
    case RunTable::State::Stalled:
        return tr("stalled");
    case RunTable::State::Failed:
        return tr("failed");
    case RunTable::State::Done:
        return tr("done");
    }
    return {};
}

QString runtexts::counts(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    if (node.kind == WorkflowNode::Kind::Error || !node.counted
        || (node.current == 0 && node.total == 0))
        return {};
    return tr("%1 of %2").arg(number(node.current), number(node.total));
}

QString runtexts::remark(const RunTable &runs, quint32 id)
{
    if (isKind(runs, id, WorkflowNode::Kind::Run))
        return runRemark(runs, id);
    const WorkflowNode &node = runs.nodes()[id];
    if (node.kind == WorkflowNode::Kind::Part && runs.stateOf(id) == RunTable::State::Stalled)
        return tr("no change for %1").arg(clockText(runs.nowUs() - node.pace.changedUs));
    return {};
}

QString runtexts::name(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    if (node.kind == WorkflowNode::Kind::Error) {
        const WorkflowReducer::RunError *error = runs.error(id);
        if (!error)
            return tr("%1 more errors").arg(runs.run(node.parent).errorsLeftOut);
        const QString text = displayText(error->text);
        return error->repeated > 1 ? tr("%1 (%2 times)").arg(text, QString::number(error->repeated))
                                   : text;
    }
    const std::string &text =
        node.kind == WorkflowNode::Kind::Run ? runs.run(id).workflow : node.key;
    return text.empty() ? tr("(no name)") : displayText(text);
}

QString runtexts::taskId(const RunTable &runs, quint32 id)
{
    return isKind(runs, id, WorkflowNode::Kind::Run) ? displayText(runs.run(id).task) : QString();
}

QString runtexts::spoken(const RunTable &runs, quint32 id)
{
    if (isKind(runs, id, WorkflowNode::Kind::Error))
        return tr("error: %1").arg(name(runs, id));
    QString who = name(runs, id);
    if (const QString task = taskId(runs, id); !task.isEmpty())
        who += u' ' + shortTask(task);
    QStringList words = {who};
    const RunTable::State state = runs.stateOf(id);
    if (const int known = percent(runs, id); known >= 0 && state != RunTable::State::Done)
        words << tr("%1 %").arg(known);
    words << runtexts::state(runs, id);
    if (state == RunTable::State::Stalled || state == RunTable::State::Failed)
        words << remark(runs, id);
    return words.join(u", "_s);
}

QString runtexts::toolTip(const RunTable &runs, quint32 id)
{
    const WorkflowNode &node = runs.nodes()[id];
    if (node.kind == WorkflowNode::Kind::Error) {
        const WorkflowReducer::RunError *error = runs.error(id);
        return toolTipText(error ? displayText(error->text, 1000) : name(runs, id));
    }
    QStringList lines = {path(runs, id)};
    if (const QString task = taskId(runs, id); !task.isEmpty())
        lines << tr("task %1").arg(task);
    const int known = percent(runs, id);
    const QString figures = counts(runs, id);
    QString how = state(runs, id);
    if (known >= 0 && runs.stateOf(id) != RunTable::State::Done)
        how += u", "_s + tr("%1 %").arg(known);
    if (!figures.isEmpty())
        how += u", "_s + figures;
    lines << how;
    lines << tr("started %1, last change %2")
                 .arg(dayTime(startedUs(runs, id)), dayTime(node.pace.changedUs));
    if (const QString note = remark(runs, id); !note.isEmpty())
        lines << note;
    return toolTipText(lines.join(u'\n'));
}

} // namespace eventscope
