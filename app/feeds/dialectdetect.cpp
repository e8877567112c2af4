// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectdetect.h"

#include "app/feeds/dialects/json/jsonevent.h"
#include "models/event/cloudeventframe.h"
#include "models/event/displaytext.h"
#include "models/event/shapeguess.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// So sure that nothing else is considered.
constexpr int certain = 97;
/// All that a path can tell.
constexpr int byUrlOnly = 35;

QString tr(const char *text)
{
    return QCoreApplication::translate("DialectDetect", text);
}

/// One received object, asked short questions.
class Look
{
public:
    explicit Look(JsonRef root) : m_root(root) { }

    JsonRef operator[](std::string_view key) const { return m_root[key]; }
    JsonRef root() const { return m_root; }
    quint32 members() const { return m_root.size(); }
    bool has(std::string_view key) const { return bool(m_root[key]); }
    bool text(std::string_view key) const { return m_root[key].isString(); }
    bool object(std::string_view key) const { return m_root[key].isObject(); }
    bool is(std::string_view key, std::string_view value) const
    {
        std::string scratch;
        return text(key) && m_root[key].string(scratch) == value;
    }
    bool begins(std::string_view key, std::string_view value) const
    {
        std::string scratch;
        return text(key) && m_root[key].string(scratch).starts_with(value);
    }
    bool flag(std::string_view key) const
    {
        const JsonRef value = m_root[key];
        return value && (value.kind() == JsonKind::True || value.kind() == JsonKind::False);
    }

private:
    JsonRef m_root;
};

/// A frame that tells who sent it.
struct Shape
{
    const char *dialect;
    int confidence;
    bool (*fits)(const Look &frame);
    const char *why;
    const char *option = nullptr; ///< `key=value` that goes with it
};

bool isCoreKind(const Look &frame)
{
    return frame.is("kind", "event") || frame.begins("kind", "action");
}

bool isVoipbinResource(JsonRef resource)
{
    return resource["id"].isString() && resource["customer_id"].isString()
        && (resource["tm_create"] || resource["tm_update"]);
}

/// The first that fits counts, so what is more special stands above what is less.
constexpr Shape shapes[] = {
    {"acm", 96,
     [](const Look &frame) {
         return CloudEventFrame::recognises(frame.root())
             && (frame.text("kafkatopic") || frame.begins("type", "io.open-cluster-management."));
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It sends the CloudEvents of a global hub, or of Kafka.")},
    {"json", 95, [](const Look &frame) { return CloudEventFrame::recognises(frame.root()); },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "It sends CloudEvents (“specversion”, “type”, “source”, “id”).")},

    {"zaikio", 95,
     [](const Look &frame) { return frame.is("type", "welcome") && frame.members() <= 2; },
     QT_TRANSLATE_NOOP("DialectDetect", "It greets with “welcome”, as ActionCable does.")},
    {"zaikio", 90,
     [](const Look &frame) {
         return (frame.is("type", "confirm_subscription")
                 || frame.is("type", "reject_subscription"))
             && frame.text("identifier");
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It answers subscriptions as ActionCable does.")},
    {"zaikio", 90,
     [](const Look &frame) {
         return frame.text("identifier") && frame.object("message") && !frame.has("type");
     },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "Its events have “identifier” and “message”, as those of ActionCable.")},
    {"zaikio", 85,
     [](const Look &frame) {
         return frame.is("type", "ping") && frame["message"].isNumber() && frame.members() == 2;
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It sends the pings of ActionCable.")},
    {"zaikio", 80,
     [](const Look &frame) {
         return frame.is("type", "disconnect") && frame.text("reason") && frame.flag("reconnect");
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It hung up with the “disconnect” of ActionCable.")},

    {"daptin", 95,
     [](const Look &frame) {
         return frame.text("MessageSource") && frame.text("EventType") && frame.text("ObjectType");
     },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "Its messages have “MessageSource”, “EventType” and “ObjectType”.")},
    {"daptin", 95,
     [](const Look &frame) { return frame.is("type", "session") && frame.text("status"); },
     QT_TRANSLATE_NOOP("DialectDetect", "It opens with a “session”, as Daptin does.")},
    {"daptin", 85,
     [](const Look &frame) {
         return frame.is("type", "event") && frame.text("topic") && frame.text("event")
             && frame.text("source");
     },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "Its events have “topic”, “event” and “source”, as those of Daptin.")},
    {"daptin", 85,
     [](const Look &frame) {
         return frame.is("type", "response") && frame.text("method") && frame.flag("ok");
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It answers with “method” and “ok”, as Daptin does.")},
    {"daptin", 55,
     [](const Look &frame) { return frame.is("message", "unauthorized") && frame.members() == 1; },
     QT_TRANSLATE_NOOP("DialectDetect", "It refused the token as Daptin does.")},

    {"fix", 95,
     [](const Look &frame) {
         return frame.text("kind") && frame.text("publisher") && frame.text("at")
             && frame.object("data");
     },
     QT_TRANSLATE_NOOP("DialectDetect", "Its events have “kind”, “publisher”, “at” and “data”.")},
    {"fix", 95, [](const Look &frame) { return isCoreKind(frame) && frame.text("message_type"); },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "Its messages have “kind” and “message_type”, as those of a Fix core.")},

    {"voipbin", 95,
     [](const Look &frame) {
         return frame.text("event_type") && frame.object("data")
             && (frame.begins("topic", "customer_id:") || frame.begins("topic", "agent_id:"));
     },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "Its events have an “event_type” and topics of customers or agents.")},
    {"voipbin", 85,
     [](const Look &frame) {
         return frame.text("type") && isVoipbinResource(frame["data"]) && !frame.has("id");
     },
     QT_TRANSLATE_NOOP(
         "DialectDetect",
         "Its events carry resources of a customer with “tm_create” and “tm_update”."),
     "variant=deployed"},
    {"voipbin", 85, [](const Look &frame) { return isVoipbinResource(frame.root()); },
     QT_TRANSLATE_NOOP("DialectDetect",
                       "It sends bare resources of a customer with “tm_create” and “tm_update”."),
     "variant=deployed"},
    {"voipbin", 60,
     [](const Look &frame) {
         return frame.text("event_type") && frame.text("timestamp") && frame.object("data");
     },
     QT_TRANSLATE_NOOP("DialectDetect", "Its events have “event_type”, “timestamp” and “data”.")},
    {"voipbin", 60,
     [](const Look &frame) {
         return (frame.is("type", "ack") || frame.is("type", "error"))
             && (frame.is("action", "subscribe") || frame.is("action", "unsubscribe"));
     },
     QT_TRANSLATE_NOOP("DialectDetect", "It answers subscriptions as VoIPBIN is documented to.")},
};

/// What is known about where servers of a system are.
struct Place
{
    const char *dialect;
    const char *host; ///< the end of it; empty: any
    const char *path; ///< a part of it
};

constexpr Place urlPlaces[] = {
    {"zaikio", "zaikio.com", ""},
    {"voipbin", "voipbin.net", ""},
    {"fix", "fix.security", ""},
    {"fix", "", "/api/workspaces/"},
    {"zaikio", "", "/cable"},
    {"voipbin", "", "/v1.0/ws"},
    {"voipbin", "", "/service_agents/ws"},
};

QString dialectByUrl(const QUrl &url)
{
    for (const Place &place : urlPlaces) {
        const QString host = QString::fromLatin1(place.host);
        const bool hostFits =
            host.isEmpty() || url.host() == host || url.host().endsWith(u'.' + host);
        if (hostFits && url.path().contains(QString::fromLatin1(place.path)))
            return QString::fromLatin1(place.dialect);
    }
    if (url.path() == u"/live" || url.port() == 6336)
        return u"daptin"_s;
    return {};
}

struct Tally
{
    const Shape *best = nullptr;
    int points = 0;
    int frames = 0;
};

/// Reads all frames, once.
class Evidence
{
public:
    void read(const std::string &frame);
    DetectedDialect verdict() const;
    bool isBareRefusal() const { return m_bareRefusal; }

private:
    void readObject(JsonRef object);
    DetectedDialect ofUnknown() const;

    QMap<QString, Tally> m_tallies;
    ShapeGuess m_guess;
    int m_objects = 0;
    int m_arrays = 0;
    int m_others = 0;
    bool m_bareRefusal = false;
    JsonTape m_tape;
};

void Evidence::read(const std::string &frame)
{
    const auto readText = [this](std::string_view text) {
        if (!m_tape.parse(text))
            return false;
        const JsonRef root(m_tape);
        m_arrays += root.isArray();
        m_others += !root.isArray() && !root.isObject();
        if (root.isObject())
            readObject(root);
        int elements = 0;
        root.forEachElement([&](JsonRef element) {
            if (element.isObject() && ++elements <= ShapeGuess::enoughFrames)
                readObject(element);
        });
        return true;
    };
    if (readText(frame))
        return;
    if (QByteArray::fromStdString(frame).trimmed() == "unauthorized")
        m_bareRefusal = true;
    // One document a line, as Fix documents it.
    bool any = false;
    std::string_view rest = frame;
    for (int lines = 0; lines < ShapeGuess::enoughFrames && !rest.empty(); ++lines) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        any |= readText(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    m_others += !any;
}

void Evidence::readObject(JsonRef object)
{
    ++m_objects;
    m_guess.look(object);
    for (const Shape &shape : shapes) {
        if (!shape.fits(Look(object)))
            continue;
        Tally &tally = m_tallies[QString::fromLatin1(shape.dialect)];
        tally.points += shape.confidence;
        ++tally.frames;
        if (!tally.best || tally.best->confidence < shape.confidence)
            tally.best = &shape;
        return;
    }
}

DetectedDialect Evidence::verdict() const
{
    QString winner;
    for (auto it = m_tallies.cbegin(); it != m_tallies.cend(); ++it) {
        if (winner.isEmpty() || it->points > m_tallies[winner].points)
            winner = it.key();
    }
    if (winner.isEmpty())
        return ofUnknown();
    const Tally &tally = m_tallies[winner];
    DetectedDialect found;
    found.dialect = winner;
    found.confidence =
        tally.frames * 2 >= m_objects ? tally.best->confidence : tally.best->confidence * 2 / 3;
    found.why = tr(tally.best->why);
    if (tally.best->option) {
        const QString option = QString::fromLatin1(tally.best->option);
        found.options.insert(option.section(u'=', 0, 0), option.section(u'=', 1));
    }
    return found;
}

DetectedDialect Evidence::ofUnknown() const
{
    DetectedDialect found;
    if (m_objects + m_arrays == 0) {
        found.why = tr("What it sends is no JSON.");
        return found;
    }
    found.dialect = u"json"_s;
    found.options = optionsOf(m_guess.places());
    found.confidence = found.options.contains(shapeOptionKey(ShapePart::Type)) ? 60 : 40;
    QStringList places;
    for (const QString &place : std::as_const(found.options))
        places += displayText(place, 40);
    found.why = places.isEmpty()
        ? tr("It sends JSON, and of no system that is known.")
        : tr("It sends JSON of no system that is known, with its parts at %1.")
              .arg(places.join(u", "_s));
    return found;
}

} // namespace

DetectedDialect detectDialect(const std::vector<std::string> &frames, const QString &subprotocol,
                              const QUrl &url)
{
    const QString offered = displayText(subprotocol, 60);
    Evidence evidence;
    for (const std::string &frame : frames)
        evidence.read(frame);
    DetectedDialect found = frames.empty() ? DetectedDialect() : evidence.verdict();
    // Some servers echo any sub-protocol that they are offered; their frames know better.
    const bool isKnown = !found.dialect.isEmpty() && found.dialect != u"json";
    if (subprotocol.startsWith(u"actioncable-"_s) && !isKnown)
        return {u"zaikio"_s, certain, tr("It chose the sub-protocol “%1”.").arg(offered), {}};
    if (subprotocol == u"cloudevents.json") {
        if (found.dialect.isEmpty() || found.dialect == u"json")
            found = {u"json"_s, certain, tr("It chose the sub-protocol “%1”.").arg(offered), {}};
        if (found.dialect == u"json")
            found.options.insert(u"subprotocols"_s, subprotocol);
        return found;
    }
    if (evidence.isBareRefusal() && found.dialect.isEmpty())
        return {u"daptin"_s, 45, tr("It refused the token as old versions of Daptin do."), {}};
    if (!found.dialect.isEmpty())
        return found;
    const QString byUrl = dialectByUrl(url);
    if (!byUrl.isEmpty())
        return {byUrl,
                byUrlOnly,
                frames.empty() ? tr("It sent nothing yet, but its URL looks like one.")
                               : tr("Only its URL looks like one."),
                {}};
    if (frames.empty())
        found.why = tr("It sent nothing, and its URL says nothing.");
    return found;
}

} // namespace eventscope
