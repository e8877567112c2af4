// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/json/jsonoptions.h"

#include "app/feeds/dialects/json/frametemplate.h"
#include "app/feeds/dialects/json/jsonevent.h"
#include "app/feeds/handshakeoptions.h"
#include "models/event/displaytext.h"
#include "models/event/jsonpointer.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxOpeningFrames = 64;
constexpr qsizetype maxSubprotocols = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonDialect", text);
}

QString problemWithSubprotocols(const QString &text)
{
    const QStringList all = text.split(u',');
    for (const QString &one : all) {
        if (!isHandshakeToken(one.trimmed()))
            return one.trimmed().isEmpty()
                ? tr("There is a comma with no name next to it.")
                : tr("“%1” has a character that no name of a sub-protocol can have.")
                      .arg(displayText(one.trimmed(), 60));
    }
    return all.size() > maxSubprotocols ? tr("There are more than %1.").arg(maxSubprotocols)
                                        : QString();
}

QString problemWithOpening(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    if (lines.size() > maxOpeningFrames)
        return tr("There are more than %1 lines.").arg(maxOpeningFrames);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QString problem = FrameTemplate::problemWith(lines[i]);
        if (problem.isEmpty() && FrameTemplate(lines[i]).usesTopic())
            problem = tr("{topic} is known only to the frames of subscriptions.");
        if (!problem.isEmpty())
            return tr("in line %1: %2").arg(i + 1).arg(problem);
    }
    return {};
}

QString problemWithSubscribe(const QString &text)
{
    return FrameTemplate::problemWith(text, true);
}

QString problemWithKeepAlive(const QString &text)
{
    return FrameTemplate(text).usesTopic()
        ? tr("{topic} is known only to the frames of subscriptions.")
        : FrameTemplate::problemWith(text);
}

QString problemWithSeconds(const QString &text)
{
    bool ok = false;
    const int seconds = text.toInt(&ok);
    return ok && seconds >= 1 && seconds <= 86'400
        ? QString()
        : tr("It must be a whole number of seconds from 1 to 86400.");
}

Option checkedOption(const QString &key, const QString &label, const QString &hint,
                     const QString &placeholder, QString (*check)(const QString &))
{
    Option option = advanced(textOption(key, label, hint, placeholder));
    option.check = check;
    return option;
}

QVector<Option> handshakeOptions()
{
    QVector<Option> options = tokenOptions(tr("Only where frames have {token}"));
    const Option subprotocols = checkedOption(u"subprotocols"_s, tr("Sub-protocols"),
                                        tr("What to offer to the server, separated by commas."),
                                        u"cloudevents.json"_s, problemWithSubprotocols);
    return options << subprotocols << headersOption();
}

QVector<Option> frameOptions()
{
    Option opening = checkedOption(
        u"open"_s, tr("Send at the start"),
        tr("One frame a line, JSON or text. {token} becomes the token, on the wire only."),
        uR"({"op":"auth","token":"{token}"})"_s, problemWithOpening);
    opening.lines = true;
    opening.advanced = false;
    Option subscribe =
        checkedOption(u"subscribe"_s, tr("Send to subscribe"),
                      tr("{topic} becomes the topic of the subscription."),
                      uR"({"op":"subscribe","topic":"{topic}"})"_s, problemWithSubscribe);
    subscribe.advanced = false;
    const Option unsubscribe =
        checkedOption(u"unsubscribe"_s, tr("Send to unsubscribe"), {},
                      uR"({"op":"unsubscribe","topic":"{topic}"})"_s, problemWithSubscribe);
    const Option keepAlive = checkedOption(u"keepalive"_s, tr("Keep-alive frame"),
                                           tr("For servers that hang up when nobody says anything. "
                                              "WebSocket pings are sent anyway."),
                                           uR"({"op":"ping"})"_s, problemWithKeepAlive);
    Option seconds = checkedOption(u"keepaliveseconds"_s, tr("Send it every"), tr("Seconds."), {},
                                   problemWithSeconds);
    seconds.defaultValue = u"30"_s;
    return {opening, subscribe, unsubscribe, keepAlive, seconds};
}

QVector<Option> placeOptions()
{
    struct Place
    {
        ShapePart part;
        QString label;
        QString placeholder;
        QString hint;
    };
    const Place places[] = {
        {ShapePart::Type, tr("Type at"), u"/type"_s,
         tr("JSON pointers: where in an event its parts stand. What is left empty is guessed from "
            "the first hundred events.")},
        {ShapePart::Topic, tr("Topic at"), u"/channel"_s, {}},
        {ShapePart::Subject, tr("Subject at"), u"/data/id"_s, {}},
        {ShapePart::Time, tr("Time at"), u"/timestamp"_s, {}},
        {ShapePart::Id, tr("Id at"), u"/id"_s,
         tr("Only if no two events have the same: the second is taken for a copy, counted and not "
            "kept.")},
        {ShapePart::Severity, tr("Severity at"), u"/level"_s, {}},
    };
    QVector<Option> options;
    for (const Place &place : places)
        options += checkedOption(shapeOptionKey(place.part), place.label, place.hint,
                                 place.placeholder, &JsonPointer::problemWith);
    Option guess;
    guess.key = u"guess"_s;
    guess.label = tr("Guess the places that are left empty");
    guess.kind = Option::Kind::Flag;
    guess.defaultValue = u"true"_s;
    guess.advanced = true;
    return options << guess;
}

} // namespace

QVector<Option> jsonOptions()
{
    QVector<Option> options{
        urlOption(u"wss://example.org/events"_s, tr("Of any server that sends JSON."))};
    return options << handshakeOptions() << frameOptions() << placeOptions();
}

QStringList subprotocolsOf(const QString &text)
{
    QStringList found;
    const QStringList all = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &one : all) {
        const QString name = one.trimmed();
        if (isHandshakeToken(name) && !found.contains(name) && found.size() < maxSubprotocols)
            found += name;
    }
    return found;
}

} // namespace eventscope
