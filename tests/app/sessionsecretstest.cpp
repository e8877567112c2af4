// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sessionsecretstest.h"

#include "app/commands/capturefolders.h"
#include "app/livesession.h"
#include "models/capture/captureinfo.h"
#include "tests/support/feedservers.h"
#include "views/connections/connectiondialog.h"
#include "views/eventlog/eventtable.h"
#include "views/subscriptions/subscriptionpanel.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QDirIterator>
#include <QLineEdit>
#include <QStandardPaths>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// What a view of it may show, of as much as there is in a test.
void addTexts(const QAbstractItemModel &model, QStringList &texts)
{
    constexpr int maxParents = 10'000;
    QModelIndexList parents{QModelIndex()};
    for (qsizetype i = 0; i < parents.size() && i < maxParents; ++i) {
        const QModelIndex parent = parents[i];
        for (int row = 0; row < model.rowCount(parent); ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex index = model.index(row, column, parent);
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                       Qt::AccessibleDescriptionRole, Qt::StatusTipRole})
                    texts += index.data(role).toString();
            }
            if (const QModelIndex first = model.index(row, 0, parent); model.hasChildren(first))
                parents += first;
        }
    }
}

/// All that widgets show or tell, whether they are to be seen now or not.
QStringList shownTexts()
{
    QStringList texts;
    for (QWidget *widget : QApplication::allWidgets()) {
        texts += {widget->windowTitle(),    widget->windowIconText(),
                  widget->accessibleName(), widget->accessibleDescription(),
                  widget->toolTip(),        widget->statusTip(),
                  widget->whatsThis()};
        for (const char *property :
             {"title", "plainText", "html", "currentText", "placeholderText"})
            texts += widget->property(property).toString();
        const auto *line = qobject_cast<QLineEdit *>(widget);
        texts += line ? line->displayText() : widget->property("text").toString();
        for (const QAction *action : widget->actions())
            texts += {action->text(), action->toolTip(), action->statusTip()};
        if (QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget)) {
            for (const QAccessible::Text text :
                 {QAccessible::Name, QAccessible::Description, QAccessible::Value})
                texts += interface->text(text);
        }
        const auto *view = qobject_cast<QAbstractItemView *>(widget);
        if (view && view->model())
            addTexts(*view->model(), texts);
    }
    return texts;
}

} // namespace

void SessionSecretsTest::aSecretOfTheSessionBeforeIsAskedForAgain()
{
    const QString id = connectTo({calls});
    QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
    m_session.reset();
    m_secrets = std::make_unique<SecretStore>(); // as the next start of the program
    QFile file(ConnectionsFile::fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("s3cret"));

    m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
    m_session->restoreConnections();
    QTRY_COMPARE_WITH_TIMEOUT(phase(id), ConnectionPhase::NeedsCredentials, 20'000);
    const auto bar = m_session->notices().current();
    QVERIFY(bar && bar->connectionId == id);
    QVERIFY2(bar->text.contains(u"Token"_s), qPrintable(bar->text));

    m_session->connections().editConnection(*m_session->connections().profile(id),
                                            {{u"token"_s, u"s3cret"_s}}, false);
    QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
    QVERIFY(!m_session->notices().current());
}

void SessionSecretsTest::aDuplicateTakesTheSecretsAlongWhereTheUserSaysSo()
{
    const QString id = connectTo({calls});
    QTRY_VERIFY(delivers(id, calls));
    auto *panel = m_session->window().findChild<SubscriptionPanel *>();
    panel->select(id);
    panel->duplicateCurrent();
    auto *dialog = m_session->window().findChild<ConnectionDialog *>();
    QVERIFY(dialog);
    for (auto *box : dialog->findChildren<QCheckBox *>()) {
        if (box->text().startsWith(u"Use the same secrets"))
            box->click();
    }
    dialog->accept();
    const ConnectionProfile copy = m_session->connections().profiles().last();
    QVERIFY(copy.id != id);
    QCOMPARE(copy.name, u"voip 2"_s);
    QTRY_VERIFY(delivers(copy.id, calls)); // which nobody does without the token
    OptionValues known;
    m_secrets->fetch(copy.id, {u"token"_s},
                     [&known](const OptionValues &secrets) { known = secrets; });
    QTRY_COMPARE(known.value(u"token"_s), u"s3cret"_s);
}

void SessionSecretsTest::disconnectBeforeTheKeychainAnsweredMeansNoConnection()
{
    const QString id = connectTo({calls});
    m_session->connections().disconnectFeed(id);
    m_session->connections().connectFeed(id);
    m_session->connections().disconnectFeed(id);
    const QString later = connectTo({calls}); // its answers come after those of the first
    QTRY_VERIFY_WITH_TIMEOUT(delivers(later, calls), 20'000);
    QCOMPARE(phase(id), ConnectionPhase::Idle);
}

void SessionSecretsTest::credentialsThatAreRefusedNeedAnAnswer()
{
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = u"voip"_s;
    profile.dialect = u"voipbin"_s;
    profile.options = {{u"url"_s, m_url.toString(QUrl::RemoveQuery)}};
    m_session->connections().addConnection(profile, {{u"token"_s, u"denied"_s}}, false, true);
    QTRY_COMPARE_WITH_TIMEOUT(phase(profile.id), ConnectionPhase::NeedsCredentials, 20'000);
    QTRY_VERIFY(noticeOf(Notice::Kind::Disconnected));
    QVERIFY(noticeOf(Notice::Kind::Disconnected)->needsAnswer);
    QVERIFY2(noticeOf(Notice::Kind::Disconnected)->text.contains(u"401"_s),
             qPrintable(noticeOf(Notice::Kind::Disconnected)->text));
}

void SessionSecretsTest::nothingSecretIsSaved()
{
    const QString id = connectTo({calls});
    QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
    m_session.reset(); // saves what is due
    for (const QString &root :
         {QFileInfo(capturesFolder()).path(),
          QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)}) {
        QDirIterator files(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int seen = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("s3cret"), qPrintable(file.fileName()));
            QVERIFY2(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)),
                     qPrintable(file.fileName()));
            ++seen;
        }
        QVERIFY2(seen > 0, qPrintable(root));
    }
}

void SessionSecretsTest::secretsInSavedUrlsAreTakenOutAndStillSent_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("left");
    QTest::newRow("has a field") << u"token=hunter2"_s << QString();
    QTest::newRow("has none") << u"access_token=hunter2"_s << u"access_token="_s;
}

/// tst_connectionkeeper has a keychain that takes them.
void SessionSecretsTest::secretsInSavedUrlsAreTakenOutAndStillSent()
{
    QFETCH(const QString, query);
    QFETCH(const QString, left);
    // As an older version or another program would have written it.
    QUrl url = m_url;
    url.setQuery(query);
    QFile file(ConnectionsFile::fileName());
    QVERIFY(QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
    file.write(u"{\"connections\":[{\"id\":\"0badcafe\",\"name\":\"voip\",\"dialect\":"
               "\"voipbin\",\"options\":{\"url\":\"%1\"}}]}"_s.arg(url.toString())
                   .toUtf8());
    file.close();

    m_session->restoreConnections();
    const ConnectionProfile *restored = m_session->connections().profile(u"0badcafe"_s);
    QVERIFY(restored);
    QCOMPARE(QUrl(restored->options.value(u"url"_s)).query(), left);
    OptionValues known;
    m_secrets->fetch(u"0badcafe"_s, {u"token"_s, urlQueryKey},
                     [&known](const OptionValues &secrets) { known = secrets; });
    QTRY_COMPARE(known.size(), 1);
    QVERIFY(query.endsWith(known.first()));
}

void SessionSecretsTest::theCaptureKnowsWhatAConnectionMasks()
{
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = u"Rows"_s;
    profile.dialect = u"daptin"_s;
    profile.options = {{u"url"_s, u"ws://127.0.0.1:1/live"_s}};
    m_session->connections().addConnection(profile, {}, false, true);
    const auto masked = [&] {
        const QStringList folders =
            QDir(capturesFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        const auto info =
            CaptureInfo::read(capturesFolder() + u'/' + folders.value(folders.size() - 1));
        return info ? info->connections.value(profile.id).maskedFields : QStringList();
    };
    QTRY_VERIFY(masked().contains(u"*password*"_s));
    QVERIFY(!m_session->eventLog().masks().value(profile.id).isEmpty());
    // Its old rows stay what they are when it speaks with something else.
    profile.dialect = u"zaikio"_s;
    m_session->connections().editConnection(profile, {}, false);
    QTRY_COMPARE(m_session->connections().profile(profile.id)->dialect, u"zaikio"_s);
    QVERIFY(masked().contains(u"*password*"_s));
    QVERIFY(!m_session->eventLog().masks().value(profile.id).isEmpty());
    profile.dialect = u"daptin"_s;
    profile.options.insert(u"mask"_s, u"false"_s);
    m_session->connections().editConnection(profile, {}, false);
    QTRY_VERIFY(masked().isEmpty());
    QVERIFY(m_session->eventLog().masks().value(profile.id).isEmpty());
}

/// What the window shows, as far as it is text, tells those who cannot see it, and hands to the
/// desktop: titles, notices (of which its bubbles are made), the clipboard. Neither the secret of
/// the connection nor those within events are in it.
void SessionSecretsTest::nothingThatTheDesktopGetsHasASecret()
{
    const QString secret = u"CanaryEvent88d1f3c7"_s;
    ScriptServer server;
    server.onOpened = [&secret](QWebSocket &client) {
        for (int i = 0; i < 20; ++i)
            client.sendTextMessage(u"{\"type\":\"user.login\",\"severity\":\"error\",\"n\":%1,"
                                   "\"password\":\"%2\",\"nested\":{\"apiKey\":\"%2\"},"
                                   "\"message\":\"Authorization: Bearer %2\"}"_s.arg(i)
                                       .arg(secret));
    };
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = u"logins"_s;
    profile.dialect = u"json"_s;
    profile.options = {{u"url"_s, server.url().toString() + u"?ticket=s3cret"_s},
                       {u"auth"_s, u"header"_s},
                       {u"tokenkey"_s, u"X-Key"_s}};
    m_session->connections().addConnection(profile, {{u"token"_s, u"s3cret"_s}}, false, true);
    QTRY_VERIFY_WITH_TIMEOUT(rowsOf(u"user.login"_s) == 20, 20'000);
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(phase(profile.id), ConnectionPhase::Backoff, 20'000);
    // The row of it is stored before there is a notice of it.
    const NoticeModel &notices = m_session->notices();
    QTRY_VERIFY_WITH_TIMEOUT(notices.rowCount() > 0, 20'000);

    QStringList told;
    auto *table = m_session->window().findChild<EventTable *>();
    QVERIFY(table);
    for (const CopyForm form :
         {CopyForm::Text, CopyForm::Csv, CopyForm::JsonLines, CopyForm::JsonArray}) {
        table->selectAll();
        table->copyAs(form);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"user.login"_s));
        told += QGuiApplication::clipboard()->text();
        QGuiApplication::clipboard()->clear();
    }
    table->setCurrentIndex(table->model()->index(0, 0));
    QTRY_VERIFY(shownTexts().join(u'\n').contains(u"Authorization: [masked]"_s));
    told += shownTexts();
    for (int row = 0; row < notices.rowCount(); ++row)
        told += {notices.at(row).title, notices.at(row).text};
    for (const QString &text : std::as_const(told)) {
        QVERIFY2(!text.contains(secret), qPrintable(text.left(500)));
        QVERIFY2(!text.contains(u"s3cret"_s), qPrintable(text.left(500)));
    }
}
