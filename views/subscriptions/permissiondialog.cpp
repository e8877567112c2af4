// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/permissiondialog.h"

#include "models/connectionmodel.h"
#include "views/dialoglayout.h"
#include "views/openabove.h"
#include "views/plainlabel.h"
#include "views/subscriptions/answersentence.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <optional>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;
constexpr int shownTopicLength = 80;

} // namespace

struct PermissionDialog::State
{
    ConnectionModel *connections = nullptr;
    QString id;
    QString topic;
    PermissionForm form;
    bool canSet = false;
    QVector<TopicRequest> asked; ///< by this dialog, and not answered
    std::optional<quint32> known; ///< what the server has
    struct Box
    {
        QCheckBox *box = nullptr;
        quint32 bit = 0;
    };
    QVector<Box> boxes;
    WrapLabel *owner = nullptr;
    WrapLabel *summary = nullptr;
    WrapLabel *answer = nullptr;
    QPushButton *reload = nullptr;
    QPushButton *set = nullptr;
};

PermissionDialog::PermissionDialog(ConnectionModel *connections, const QString &connectionId,
                                   const QString &topic, QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->id = connectionId;
    m_state->topic = topic;
    const ConnectionProfile *profile = connections->profile(connectionId);
    if (const DialectInfo *dialect = profile ? connections->dialect(profile->dialect) : nullptr) {
        m_state->form = dialect->permissionForm;
        m_state->canSet = dialect->requests.contains(Kind::SetPermission);
    }
    setWindowTitle(titleText(tr("Permissions of %1").arg(displayText(topic, 60))));
    build();
    connect(connections, &ConnectionModel::answered, this, &PermissionDialog::takeAnswer);
    connect(connections, &ConnectionModel::connectionRemoved, this, [this](const QString &id) {
        if (id == m_state->id)
            reject();
    });
    resize(30 * margin(fontMetrics(), 1.0), sizeHint().height());
    reload();
}

PermissionDialog::~PermissionDialog() = default;

void PermissionDialog::build()
{
    auto *layout = dialogLayout(this);
    auto *topic = new WrapLabel(displayText(m_state->topic, 512));
    topic->setFont(fixedFont(font()));
    layout->addWidget(topic);
    m_state->owner = new WrapLabel;
    m_state->owner->setAccessibleName(tr("Owner"));
    layout->addWidget(m_state->owner);
    buildBoxes(layout);
    m_state->summary = new WrapLabel;
    m_state->summary->setAccessibleName(tr("Permissions in words"));
    layout->addWidget(m_state->summary);
    layout->addStretch(1);
    m_state->answer = new WrapLabel;
    m_state->answer->setAccessibleName(tr("Answer of the server"));
    layout->addWidget(m_state->answer);
    buildButtons(layout);
}

void PermissionDialog::buildBoxes(QVBoxLayout *layout)
{
    const PermissionForm &form = m_state->form;
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * margin(fontMetrics()));
    grid->setVerticalSpacing(margin(fontMetrics(), 0.4));
    for (int person = 0; person < form.people.size(); ++person) {
        auto *head = new PlainLabel(form.people.at(person));
        head->setFont(strongFont(font()));
        grid->addWidget(head, 0, person + 1, Qt::AlignHCenter);
    }
    for (int action = 0; action < form.actions.size(); ++action) {
        const PermissionForm::Action &what = form.actions.at(action);
        grid->addWidget(new PlainLabel(what.name), action + 1, 0);
        for (int person = 0; person < form.people.size(); ++person) {
            auto *box = new QCheckBox;
            const QString name = tr("%1: %2").arg(form.people.at(person), what.name);
            box->setAccessibleName(name);
            box->setToolTip(
                toolTipText(what.effect.isEmpty() ? name : name + u" ("_s + what.effect + u')'));
            connect(box, &QCheckBox::toggled, this, &PermissionDialog::refresh);
            grid->addWidget(box, action + 1, person + 1, Qt::AlignHCenter);
            m_state->boxes.append({box, form.bit(person, action)});
        }
        auto *effect = new WrapLabel(
            what.effect.isEmpty() ? tr("no effect on a topic") : what.effect, WrapLabel::Tone::Dim);
        grid->addWidget(effect, action + 1, int(form.people.size()) + 1);
    }
    grid->setColumnStretch(int(form.people.size()) + 1, 1);
    layout->addLayout(grid);
    if (!form.note.isEmpty())
        layout->addWidget(new WrapLabel(form.note, WrapLabel::Tone::Dim));
}

void PermissionDialog::buildButtons(QVBoxLayout *layout)
{
    auto *row = new QHBoxLayout;
    m_state->reload = addQuietButton(row, tr("&Reload"), this, &PermissionDialog::reload);
    m_state->set = addQuietButton(row, tr("&Set…"), this, &PermissionDialog::askToSet);
    m_state->set->setVisible(m_state->canSet);
    row->addStretch(1);
    addQuietButton(row, tr("Close"), this, &QDialog::reject);
    layout->addLayout(row);
}

quint32 PermissionDialog::permission() const
{
    quint32 permission = m_state->known.value_or(0) & ~m_state->form.known();
    for (const State::Box &box : std::as_const(m_state->boxes)) {
        if (box.box->isChecked())
            permission |= box.bit;
    }
    return permission;
}

void PermissionDialog::ask(const TopicRequest &request)
{
    m_state->asked.append(request);
    m_state->answer->say(tr("Asking the server…"), WrapLabel::Tone::Dim);
    refresh();
    m_state->connections->request(m_state->id, request);
}

void PermissionDialog::reload()
{
    ask({Kind::GetPermission, m_state->topic, {}, 0});
}

void PermissionDialog::askToSet()
{
    if (!m_state->known || permission() == *m_state->known)
        return;
    const quint32 wanted = permission();
    auto *box = new QMessageBox(QMessageBox::Question, tr("Set Permissions"),
                                tr("Set the permissions of the topic “%1” on the server?")
                                    .arg(displayText(m_state->topic, shownTopicLength)),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Now:\n%1\n\nThen:\n%2")
            .arg(m_state->form.text(*m_state->known), m_state->form.text(wanted)));
    const QPushButton *set = box->addButton(tr("&Set"), QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(set, &QPushButton::clicked, this, [this, wanted] {
        ask({Kind::SetPermission, m_state->topic, {}, wanted});
    });
    openAbove(this, box);
}

void PermissionDialog::takeAnswer(const QString &id, const TopicRequest &request,
                                  const TopicAnswer &answer)
{
    if (id != m_state->id || !m_state->asked.removeOne(request))
        return;
    const bool get = request.kind == Kind::GetPermission;
    const QString reason = answerSentence(answer.reason);
    if (answer.outcome == Outcome::Unanswered) {
        m_state->answer->say(reason, WrapLabel::Tone::Warning);
    } else if (answer.outcome == Outcome::Refused) {
        m_state->answer->say((get ? tr("The server does not tell the permissions. %1")
                                  : tr("The permissions were not set. %1"))
                                 .arg(reason),
                             WrapLabel::Tone::Error);
    } else if (get) {
        const bool first = !m_state->known;
        showKnown(answer.permission);
        if (first && !m_state->boxes.isEmpty()) {
            refresh(); // what is disabled takes no focus
            m_state->boxes.first().box->setFocus();
        }
        m_state->owner->say(answer.owner.isEmpty()
                                ? tr("A table of the server; it has no owner.")
                                : tr("Owner: %1").arg(displayText(answer.owner, 120)),
                            WrapLabel::Tone::Dim);
        m_state->answer->say({}, WrapLabel::Tone::Dim);
    } else {
        showKnown(request.permission);
        m_state->answer->say(tr("The server has set the permissions. %1").arg(reason).trimmed(),
                             WrapLabel::Tone::Success);
    }
    refresh();
    growToFit(this);
}

void PermissionDialog::showKnown(quint32 permission)
{
    m_state->known = permission;
    for (const State::Box &box : std::as_const(m_state->boxes)) {
        const QSignalBlocker quiet(box.box);
        box.box->setChecked(permission & box.bit);
    }
}

void PermissionDialog::refresh()
{
    const bool known = m_state->known.has_value();
    const bool asking = !m_state->asked.isEmpty();
    for (const State::Box &box : std::as_const(m_state->boxes))
        box.box->setEnabled(known && m_state->canSet && !asking);
    m_state->reload->setEnabled(!asking);
    const bool changed = known && permission() != *m_state->known;
    m_state->set->setEnabled(changed && !asking);
    if (!known) {
        m_state->summary->say({}, WrapLabel::Tone::Dim);
        return;
    }
    const QString words = tr("%1 (%2)").arg(m_state->form.text(permission())).arg(permission());
    m_state->summary->say(changed ? tr("Not set yet: %1").arg(words) : words,
                          changed ? WrapLabel::Tone::Warning : WrapLabel::Tone::Dim);
    growToFit(this);
}

} // namespace eventscope
