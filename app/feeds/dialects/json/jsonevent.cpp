// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/json/jsonevent.h"

#include "app/feeds/dialect.h"
#include "models/event/jsonvalues.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr ShapePart allParts[] = {ShapePart::Type, ShapePart::Topic, ShapePart::Subject,
                                  ShapePart::Time, ShapePart::Id,    ShapePart::Severity};

bool isTimeToGuess(int frames)
{
    constexpr int moments[] = {1, 2, 5, 10, 20, 50, ShapeGuess::enoughFrames};
    return std::find(std::begin(moments), std::end(moments), frames) != std::end(moments);
}

} // namespace

QString shapeOptionKey(ShapePart part)
{
    switch (part) {
    case ShapePart::Type:
        return u"typeat"_s;
    case ShapePart::Topic:
        return u"topicat"_s;
    case ShapePart::Subject:
        return u"subjectat"_s;
    case ShapePart::Time:
        return u"timeat"_s;
    case ShapePart::Id:
        return u"idat"_s;
    case ShapePart::Severity:
        return u"severityat"_s;
    }
    return {};
}

OptionValues optionsOf(const ShapePlaces &places)
{
    OptionValues values;
    for (const ShapePart part : allParts) {
        if (!places[part].empty())
            values.insert(shapeOptionKey(part), QString::fromStdString(places[part]));
    }
    return values;
}

JsonEvent::JsonEvent(const OptionValues &options)
{
    bool complete = true;
    for (const ShapePart part : allParts) {
        const auto index = size_t(part);
        m_pointers[index] =
            JsonPointer(options.value(shapeOptionKey(part)).trimmed().toStdString());
        m_given[index] = !m_pointers[index].isEmpty();
        complete = complete && m_given[index];
    }
    m_idIsGiven = m_given[size_t(ShapePart::Id)];
    if (complete || options.value(u"guess"_s, u"true"_s) == u"false"
        || recall(options.value(memoryKey)))
        return;
    m_guess = std::make_unique<ShapeGuess>();
}

EventFields &JsonEvent::read(JsonRef event)
{
    m_fields = EventFields();
    m_describesItself = CloudEventFrame::recognises(event);
    if (m_describesItself)
        m_cloudEvent.read(event, m_fields);
    else if (m_guess)
        learn(event);
    const auto text = [&](ShapePart part, std::string &scratch, std::string_view &field) {
        const std::string_view found = at(part, event).scalar(scratch);
        if (!found.empty())
            field = found;
    };
    text(ShapePart::Type, m_type, m_fields.type);
    text(ShapePart::Topic, m_topic, m_fields.topic);
    text(ShapePart::Subject, m_subject, m_fields.subject);
    text(ShapePart::Id, m_id, m_fields.id);
    if (m_fields.type.empty())
        m_fields.type = "message";
    readMoment(at(ShapePart::Time, event), m_time, m_fields);
    if (const auto severity = severityOf(at(ShapePart::Severity, event), m_scratch))
        m_fields.severity = *severity;
    return m_fields;
}

/// Where an event says itself what it is, only the user knows better.
JsonRef JsonEvent::at(ShapePart part, JsonRef event) const
{
    const auto index = size_t(part);
    return m_describesItself && !m_given[index] ? JsonRef() : m_pointers[index].in(event);
}

void JsonEvent::learn(JsonRef event)
{
    const int before = m_guess->looked();
    m_guess->look(event);
    if (m_guess->looked() == before || !isTimeToGuess(m_guess->looked()))
        return;
    use(m_guess->places());
    if (m_guess->isComplete()) {
        m_settled = true;
        m_guess.reset();
    }
}

void JsonEvent::use(const ShapePlaces &places)
{
    m_guessed = places;
    for (const ShapePart part : allParts) {
        if (!m_given[size_t(part)])
            m_pointers[size_t(part)] = JsonPointer(places[part]);
    }
}

QString JsonEvent::memory() const
{
    if (!m_settled)
        return {};
    QJsonObject object;
    for (const ShapePart part : allParts)
        object.insert(shapeOptionKey(part), QString::fromStdString(m_guessed[part]));
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

bool JsonEvent::recall(const QString &memory)
{
    const QJsonObject object = QJsonDocument::fromJson(memory.toUtf8()).object();
    if (object.isEmpty())
        return false;
    ShapePlaces places;
    for (const ShapePart part : allParts)
        places[part] = object[shapeOptionKey(part)].toString().toStdString();
    use(places);
    m_settled = true;
    return true;
}

} // namespace eventscope
