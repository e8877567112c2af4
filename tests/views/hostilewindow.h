// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventbookmarks.h"
#include "tests/support/hostiletexts.h"
#include "tests/support/loadtrap.h"
#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/windowactions.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace eventscope {

inline std::string json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

/// The real window with the payloads in every field that a server, or a file, can fill.
struct HostileWindow
{
    WindowStory story;
    LoadTrap trap;
    QVector<HostileText> texts = hostileTexts(trap.file(), trap.url());
    std::unique_ptr<MainWindow> window;
    quint64 first = 0; ///< the sequence of the first hostile event

    HostileWindow()
    {
        story.tell();
        addConnections();
        addEvents();
        addFilters();
    }

    void show()
    {
        window = std::make_unique<MainWindow>(story.models(), story.services());
        CaptureFigures figures = story.figures();
        figures.folder = QStringLiteral("/tmp/") + texts.first().text;
        figures.problem = texts.first().text;
        window->setCaptureFigures(figures);
        window->resize(1'300, 850);
        window->show();
    }

    QString idOf(int i) const
    {
        return QStringLiteral("%1").arg(0x40 + i, 8, 16, QLatin1Char('0'));
    }

    void addConnections()
    {
        QMap<QString, QString> names = story.eventLog.connectionNames();
        for (int i = 0; i < texts.size(); ++i) {
            const QString text = texts[i].text;
            ConnectionProfile profile;
            profile.id = idOf(i);
            profile.name = text;
            profile.dialect = QStringLiteral("voipbin");
            profile.subscriptions.append({text, {}, false});
            story.connections.addConnection(profile, {}, false, false);
            ConnectionStatus status;
            status.phase = i % 2 ? ConnectionPhase::Backoff : ConnectionPhase::Stopped;
            status.cause = text;
            status.remark = text;
            story.connections.setStatus(profile.id, status);
            SubscriptionStatus refused;
            refused.pattern = text;
            refused.state = SubscriptionState::Refused;
            refused.reason = text;
            refused.code = text;
            story.connections.setSubscriptionStatuses(profile.id, {refused});
            names.insert(profile.id, text);
        }
        story.eventLog.setConnectionNames(names);
    }

    void addEvents()
    {
        first = story.log.size() + 1;
        for (int i = 0; i < texts.size(); ++i) {
            const QString text = texts[i].text;
            const QJsonObject message{
                {QStringLiteral("code"), text},   {QStringLiteral("message"), text},
                {QStringLiteral("topic"), text},  {QStringLiteral("cause"), text},
                {QStringLiteral("seconds"), 1.5}, {QStringLiteral("topics"), QJsonValue(text)}};
            add(i, text, text,
                json({{QStringLiteral("text"), text},
                      {QStringLiteral("link"), text},
                      {text, text}}));
            add(i, QLatin1String(owntype::refused), text, json(message), Severity::Error, OwnEvent);
            add(i, QLatin1String(owntype::gap), text, json(message), Severity::Warning,
                OwnEvent | GapEvent);
            add(i, QLatin1String(owntype::undecodable), text,
                json({{QStringLiteral("text"), text}}), Severity::Warning, Undecodable);
            const QJsonObject data{{QStringLiteral("workflow"), text},
                                   {QStringLiteral("task"), text},
                                   {QStringLiteral("message"), text}};
            add(i, QStringLiteral("collect-error"), text,
                json({{QStringLiteral("type"), QStringLiteral("event")},
                      {QStringLiteral("publisher"), text},
                      {QStringLiteral("kind"), QStringLiteral("collect-error")},
                      {QStringLiteral("data"), data}}),
                Severity::Error);
            const QJsonObject leaf{{QStringLiteral("kind"), QStringLiteral("progress")},
                                   {QStringLiteral("name"), text},
                                   {QStringLiteral("path"), twice(text)},
                                   {QStringLiteral("current"), 1},
                                   {QStringLiteral("total"), 2}};
            const QJsonObject tree{{QStringLiteral("kind"), QStringLiteral("tree")},
                                   {QStringLiteral("name"), text},
                                   {QStringLiteral("parts"), QJsonArray{leaf}}};
            add(i, QStringLiteral("collect-progress"), text,
                json({{QStringLiteral("type"), QStringLiteral("event")},
                      {QStringLiteral("publisher"), text},
                      {QStringLiteral("kind"), QStringLiteral("collect-progress")},
                      {QStringLiteral("data"),
                       QJsonObject{{QStringLiteral("workflow"), text},
                                   {QStringLiteral("task"), text},
                                   {QStringLiteral("message"), tree}}}}));
        }
        story.workflows.flush();
        for (int i = 0; i < texts.size(); ++i)
            (void)story.eventLog.bookmarks().set(first + quint64(i), texts[i].text);
    }
    static QJsonArray twice(const QString &text) { return {text, text}; }

    void add(int connection, const QString &type, const QString &text, const std::string &payload,
             Severity severity = Severity::Info, EventFlags flags = 0)
    {
        const std::string typeUtf8 = type.toStdString();
        const std::string utf8 = text.toStdString();
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection(idOf(connection).toStdString());
        EventFields fields;
        fields.type = typeUtf8;
        fields.topic = utf8;
        fields.subject = utf8;
        fields.reason = flags & Undecodable ? std::string_view(utf8) : std::string_view();
        fields.time = utf8;
        fields.severity = severity;
        fields.flags = flags;
        fields.payload = payload;
        batch->append(fields, 1'768'473'100'000'000);
        const StoredBatch stored = story.lines.add(std::move(batch));
        story.log.append(stored);
        std::string a;
        std::string b;
        std::string c;
        const EventView view = viewOf(stored, 0, a, b, c);
        story.workflows.consume(view);
        if (NoticeModel::wants(view.type, view.severity, view.flags))
            story.notices.consume(view, text);
        story.eventLog.logGrew();
    }

    void addFilters()
    {
        for (const HostileText &one : texts) {
            SavedFilter filter;
            filter.name = one.text.simplified().left(SavedFilter::maxName);
            filter.text = QStringLiteral("type:call.*");
            [[maybe_unused]] const auto row = story.filters.put(filter);
        }
        for (const int i : {0, 5, 8}) {
            [[maybe_unused]] const auto added = story.eventLog.addPathColumn(
                {QStringLiteral("data.text") + QString::number(i), texts[i].text});
        }
    }

    EventLogView *log() const { return window->findChild<EventLogView *>(); }
    WindowActions *actions() const { return window->findChild<WindowActions *>(); }
};

} // namespace eventscope
