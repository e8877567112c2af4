// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/topicsdialog.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/emptylistnote.h"
#include "views/openabove.h"
#include "views/paneltree.h"
#include "views/subscriptions/answersentence.h"
#include "views/subscriptions/messagedialog.h"
#include "views/subscriptions/permissiondialog.h"
#include "views/subscriptions/topictree.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;
constexpr int shownLength = 80;

const DialectInfo *dialectOf(const ConnectionModel *connections, const QString &connectionId)
{
    const ConnectionProfile *profile = connections->profile(connectionId);
    return profile ? connections->dialect(profile->dialect) : nullptr;
}

} // namespace

struct TopicsDialog::State
{
    ConnectionModel *connections = nullptr;
    QString id;
    QVector<TopicRequest> asked; ///< by this dialog, and not answered
    TopicTree topics;
    bool listed = false; ///< the server said once which topics it has
    QLineEdit *search = nullptr;
    PanelTree *tree = nullptr;
    EmptyListNote *empty = nullptr;
    WrapLabel *answer = nullptr;
    QPushButton *reload = nullptr;
    QPushButton *subscribe = nullptr;
    QPushButton *create = nullptr;
    QPushButton *destroy = nullptr;
    QPushButton *message = nullptr;
    QPushButton *permissions = nullptr;
};

TopicsDialog::TopicsDialog(ConnectionModel *connections, const QString &connectionId,
                           QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->id = connectionId;
    const ConnectionProfile *profile = connections->profile(connectionId);
    const QString name = profile ? displayText(profile->name, 60) : QString();
    setWindowTitle(titleText(tr("Topics of %1").arg(name)));
    build();
    connect(connections, &ConnectionModel::answered, this, &TopicsDialog::takeAnswer);
    connect(connections, &ConnectionModel::connectionRemoved, this, [this](const QString &id) {
        if (id == m_state->id)
            reject();
    });
    resize(36 * margin(fontMetrics(), 1.0), 32 * margin(fontMetrics(), 1.0));
    reload();
}

TopicsDialog::~TopicsDialog() = default;

void TopicsDialog::build()
{
    auto *layout = dialogLayout(this);
    auto *head = new QHBoxLayout;
    m_state->search = new QLineEdit;
    m_state->search->setPlaceholderText(tr("Search topics"));
    m_state->search->setAccessibleName(tr("Search topics"));
    m_state->search->setClearButtonEnabled(true);
    m_state->search->setMaxLength(512);
    head->addWidget(m_state->search, 1);
    m_state->reload = addQuietButton(head, tr("&Reload"), this, &TopicsDialog::reload);
    layout->addLayout(head);

    m_state->tree = new PanelTree;
    m_state->tree->setAccessibleName(tr("Topics"));
    m_state->tree->setModel(&m_state->topics);
    m_state->tree->setUniformRowHeights(true);
    m_state->tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_state->tree->setFrameShape(QFrame::StyledPanel);
    m_state->tree->viewport()->setBackgroundRole(QPalette::Base);
    m_state->empty = new EmptyListNote(m_state->tree, {});
    layout->addWidget(m_state->tree, 1);
    m_state->answer = new WrapLabel;
    m_state->answer->setAccessibleName(tr("Answer of the server"));
    layout->addWidget(m_state->answer);
    buildButtons(layout);

    connect(m_state->search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_state->topics.search(text);
        if (!text.trimmed().isEmpty())
            m_state->tree->expandAll();
        refresh();
    });
    connect(m_state->tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TopicsDialog::refresh);
    connect(m_state->tree, &QAbstractItemView::doubleClicked, this,
            &TopicsDialog::subscribeToChosen);
}

void TopicsDialog::buildButtons(QVBoxLayout *layout)
{
    auto *row = new QHBoxLayout;
    m_state->subscribe =
        addQuietButton(row, tr("&Subscribe"), this, &TopicsDialog::subscribeToChosen);
    m_state->create = addQuietButton(row, tr("&Create…"), this, &TopicsDialog::askToCreate);
    m_state->destroy = addQuietButton(row, tr("&Destroy…"), this, &TopicsDialog::askToDestroy);
    m_state->message =
        addQuietButton(row, tr("Send &Message…"), this, &TopicsDialog::composeMessage);
    m_state->permissions =
        addQuietButton(row, tr("&Permissions…"), this, &TopicsDialog::showPermissions);
    m_state->create->setVisible(has(Kind::Create));
    m_state->destroy->setVisible(has(Kind::Destroy));
    m_state->message->setVisible(has(Kind::Publish));
    m_state->permissions->setVisible(has(Kind::GetPermission));
    row->addStretch(1);
    addQuietButton(row, tr("Close"), this, &TopicsDialog::reject);
    layout->addLayout(row);
}

bool TopicsDialog::has(TopicRequest::Kind kind) const
{
    const DialectInfo *dialect = dialectOf(m_state->connections, m_state->id);
    return dialect && dialect->requests.contains(kind);
}

QStringList TopicsDialog::chosenTopics() const
{
    QStringList chosen;
    const QModelIndexList rows = m_state->tree->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows) {
        if (const QString topic = m_state->topics.topicAt(index); !topic.isEmpty())
            chosen.append(topic);
    }
    // Where the server has no list, its topics can only be typed.
    if (chosen.isEmpty() && !m_state->search->text().trimmed().isEmpty())
        chosen.append(m_state->search->text().trimmed());
    return chosen;
}

void TopicsDialog::refresh()
{
    const qsizetype chosen = chosenTopics().size();
    m_state->subscribe->setEnabled(chosen > 0);
    m_state->destroy->setEnabled(chosen == 1);
    m_state->permissions->setEnabled(chosen == 1);
    m_state->reload->setEnabled(has(Kind::List));
    m_state->empty->setReason(reasonForNone());
}

QString TopicsDialog::reasonForNone() const
{
    const QString sought = m_state->search->text().trimmed();
    if (m_state->asked.contains(TopicRequest()))
        return tr("Asking the server…");
    if (!m_state->listed)
        return tr("The server did not say which topics it has. Type the name of one above.");
    if (!sought.isEmpty())
        return tr("No topic has “%1” in its name. It can be subscribed to all the same.")
            .arg(displayText(sought, shownLength));
    return tr("The server has no topics.");
}

void TopicsDialog::ask(const TopicRequest &request)
{
    m_state->asked.append(request);
    // An empty list says itself that it is asked for.
    const bool said = m_state->topics.rowCount() == 0 && m_state->asked.contains(TopicRequest());
    m_state->answer->say(said ? QString() : tr("Asking the server…"), WrapLabel::Tone::Dim);
    m_state->connections->request(m_state->id, request);
}

void TopicsDialog::reload()
{
    if (has(Kind::List))
        ask(TopicRequest());
    refresh();
}

void TopicsDialog::subscribeToChosen()
{
    QStringList added;
    const QStringList chosen = chosenTopics();
    for (const QString &topic : chosen) {
        if (m_state->connections->subscribe(m_state->id, {topic, {}, false}))
            added.append(topic);
    }
    if (chosen.isEmpty())
        return;
    if (added.isEmpty())
        m_state->answer->say(tr("The connection has these subscriptions already."),
                             WrapLabel::Tone::Dim);
    else if (added.size() == 1)
        m_state->answer->say(tr("Subscribed to %1.").arg(displayText(added.first(), shownLength)),
                             WrapLabel::Tone::Text);
    else
        m_state->answer->say(tr("Subscribed to %1 topics.").arg(added.size()),
                             WrapLabel::Tone::Text);
}

void TopicsDialog::askToCreate()
{
    auto *input = new QInputDialog(this);
    input->setWindowTitle(tr("Create Topic"));
    input->setLabelText(tr("Name of the topic that the server shall create:"));
    input->setTextValue(m_state->search->text().trimmed());
    input->setOkButtonText(tr("Create"));
    connect(input, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        if (!name.trimmed().isEmpty())
            ask({Kind::Create, name.trimmed(), {}, 0});
    });
    openAbove(this, input);
}

void TopicsDialog::askToDestroy()
{
    const QStringList chosen = chosenTopics();
    if (chosen.size() != 1)
        return;
    const QString &topic = chosen.first();
    auto *box = new QMessageBox(
        QMessageBox::Question, tr("Destroy Topic"),
        tr("Destroy the topic “%1” on the server?").arg(displayText(topic, shownLength)),
        QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Everybody who is subscribed to it hears no more of it. This cannot be taken back."));
    const QPushButton *destroy = box->addButton(tr("&Destroy"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(destroy, &QPushButton::clicked, this, [this, topic] {
        ask({Kind::Destroy, topic, {}, 0});
    });
    openAbove(this, box);
}

void TopicsDialog::composeMessage()
{
    auto *dialog = new MessageDialog(chosenTopics().value(0), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        ask({Kind::Publish, dialog->topic(), dialog->message(), 0});
    });
    openAbove(this, dialog);
}

void TopicsDialog::showPermissions()
{
    const QStringList chosen = chosenTopics();
    if (chosen.size() != 1)
        return;
    auto *dialog = new PermissionDialog(m_state->connections, m_state->id, chosen.first(), this);
    openAbove(this, dialog);
}

void TopicsDialog::takeAnswer(const QString &id, const TopicRequest &request,
                              const TopicAnswer &answer)
{
    if (id != m_state->id || !m_state->asked.removeOne(request))
        return;
    const bool changed = answer.outcome == Outcome::Done
        && (request.kind == Kind::Create || request.kind == Kind::Destroy);
    if (request.kind == Kind::List && (answer.outcome == Outcome::Done || !answer.topics.isEmpty()))
        m_state->topics.setTopics(answer.topics);
    m_state->listed |= request.kind == Kind::List && answer.outcome == Outcome::Done;
    if (changed) { // where the server has no list, what is known stands
        QStringList topics = m_state->topics.topics();
        topics.removeAll(request.topic);
        if (request.kind == Kind::Create)
            topics.append(request.topic);
        m_state->topics.setTopics(topics);
    }
    if (!m_state->search->text().trimmed().isEmpty())
        m_state->tree->expandAll();
    if (changed && request.kind == Kind::Create) // what one goes on with
        m_state->tree->setCurrentIndex(m_state->topics.indexOf(request.topic));
    sayAnswer(request, answer);
    refresh();
}

void TopicsDialog::sayAnswer(const TopicRequest &request, const TopicAnswer &answer)
{
    const QString topic = displayText(request.topic, shownLength);
    const QString reason = answerSentence(answer.reason);
    if (answer.outcome == Outcome::Unanswered) {
        m_state->answer->say(reason, WrapLabel::Tone::Warning);
        return;
    }
    if (answer.outcome == Outcome::Refused) {
        const QString what = request.kind == Kind::Create ? tr("%1 was not created. %2")
            : request.kind == Kind::Destroy               ? tr("%1 was not destroyed. %2")
            : request.kind == Kind::Publish               ? tr("The message on %1 was refused. %2")
                                                          : tr("The server refused it.%1 %2");
        m_state->answer->say(what.arg(topic, reason), WrapLabel::Tone::Error);
        return;
    }
    switch (request.kind) {
    case Kind::List:
        m_state->answer->say(answer.topics.isEmpty() ? QString()
                                 : answer.topics.size() == 1
                                 ? tr("The server has 1 topic.")
                                 : tr("The server has %1 topics.").arg(answer.topics.size()),
                             WrapLabel::Tone::Dim);
        break;
    case Kind::Create:
        m_state->answer->say(tr("%1 was created. %2").arg(topic, reason).trimmed(),
                             WrapLabel::Tone::Success);
        break;
    case Kind::Destroy:
        m_state->answer->say(tr("%1 was destroyed. %2").arg(topic, reason).trimmed(),
                             WrapLabel::Tone::Success);
        break;
    default:
        m_state->answer->say(tr("Done. %1").arg(reason).trimmed(), WrapLabel::Tone::Success);
    }
}

std::function<void()> topicsOpener(ConnectionModel *connections, const QString &connectionId,
                                   QWidget *parent)
{
    const DialectInfo *dialect = dialectOf(connections, connectionId);
    if (!dialect || dialect->requests.isEmpty())
        return {};
    return [connections, connectionId, parent] {
        auto *dialog = new TopicsDialog(connections, connectionId, parent);
        openAbove(parent, dialog);
    };
}

} // namespace eventscope
