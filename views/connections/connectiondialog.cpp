// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/connectiondialog.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/connections/connectionhead.h"
#include "views/connections/connectionname.h"
#include "views/connections/connectiontrial.h"
#include "views/connections/detectbox.h"
#include "views/connections/namefield.h"
#include "views/connections/optionform.h"
#include "views/connections/secretkeeping.h"
#include "views/connections/settingsfilebutton.h"
#include "views/connections/systembox.h"
#include "views/slimbar.h"
#include "views/taborder.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

struct ConnectionDialog::State
{
    ConnectionModel *connections = nullptr;
    WindowServices services;
    std::optional<ConnectionProfile> from;
    Purpose purpose = Purpose::Edit; ///< of `from`
    QString id;

    QScrollArea *scroll = nullptr;
    QVBoxLayout *content = nullptr;
    ConnectionHead *head = nullptr;
    OptionForm *form = nullptr;
    SecretKeeping *keeping = nullptr;
    QCheckBox *atStart = nullptr;
    ConnectionTrial *trial = nullptr;
    SettingsFileButton *file = nullptr;
    QDialogButtonBox *buttons = nullptr;

    bool edits() const { return from && purpose == Purpose::Edit; }
    bool duplicates() const { return from && purpose == Purpose::Duplicate; }
    /// Of the left column, above and below each other.
    int labelWidth() const { return head->labelWidth(); }
};

ConnectionDialog::ConnectionDialog(ConnectionModel *connections, WindowServices services,
                                   const std::optional<ConnectionProfile> &from, QWidget *parent,
                                   Purpose purpose)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->services = std::move(services);
    m_state->from = from;
    m_state->purpose = purpose;
    m_state->id = m_state->edits() ? from->id : ConnectionProfile::newId();
    setWindowTitle(m_state->edits()            ? tr("Edit Connection")
                       : m_state->duplicates() ? tr("Duplicate Connection")
                                               : tr("Add Connection"));

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_state->scroll = new QScrollArea;
    m_state->scroll->setFrameShape(QFrame::NoFrame);
    m_state->scroll->setWidgetResizable(true);
    m_state->scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_state->scroll->setFocusPolicy(Qt::NoFocus);
    auto *inside = new QWidget;
    m_state->content = new QVBoxLayout(inside);
    const int edge = margin(fontMetrics());
    m_state->content->setContentsMargins(2 * edge, 2 * edge, 2 * edge, edge);
    m_state->content->setSpacing(edge);
    m_state->scroll->setWidget(inside);
    outer->addWidget(m_state->scroll, 1);

    buildHead();
    buildKeeping();
    buildFooter();
    if (from)
        fill(*from);
    chooseDialect();
    resize(34 * margin(fontMetrics(), 1.0), height());
    fitHeight();
    focusFirst();
}

ConnectionDialog::~ConnectionDialog() = default;

void ConnectionDialog::focusFirst()
{
    if (!m_state->from)
        return m_state->form->focusProblem();
    const bool refused = m_state->edits()
        && m_state->connections->status(m_state->id).phase == ConnectionPhase::NeedsCredentials;
    if (refused && m_state->form->focusSecret())
        return;
    m_state->head->name()->setFocus();
    if (m_state->duplicates())
        m_state->head->name()->selectAll();
    else // a dialog selects what is in its first field: the next key would replace the name
        QMetaObject::invokeMethod(m_state->head->name(), &QLineEdit::deselect,
                                  Qt::QueuedConnection);
}

void ConnectionDialog::buildHead()
{
    m_state->head = new ConnectionHead(m_state->connections, m_state->services.detectDialect,
                                       m_state->id, fontMetrics());
    m_state->content->addLayout(m_state->head);
    const DetectBox *detect = m_state->head->detect();
    connect(m_state->head, &ConnectionHead::systemChosen, this, &ConnectionDialog::chooseDialect);
    connect(detect, &DetectBox::asked, this, &ConnectionDialog::detect);
    connect(detect, &DetectBox::taken, this, &ConnectionDialog::takeOver);
    connect(
        detect, &DetectBox::resized, this, [this] { fitHeight(); }, Qt::QueuedConnection);
    connect(m_state->head->name(), &QLineEdit::textEdited, this, &ConnectionDialog::refresh);
}

void ConnectionDialog::buildKeeping()
{
    const auto &asked = m_state->services.keychainAvailable;
    m_state->keeping = new SecretKeeping(asked && asked());
    m_state->keeping->setContentsMargins(m_state->labelWidth() + margin(fontMetrics(), 0.75), 0, 0,
                                         0);
    m_state->content->addWidget(m_state->keeping);
    if (m_state->duplicates() && m_state->services.copySecrets)
        m_state->keeping->offerSame(displayText(m_state->from->name, 40));
    connect(m_state->keeping, &SecretKeeping::sameChanged, this, [this] {
        sayWhereSecretsAre();
        refresh();
    });

    m_state->atStart = new QCheckBox(tr("&Connect when Eventscope starts"));
    m_state->atStart->setChecked(true);
    auto *indented = new QHBoxLayout;
    indented->setContentsMargins(m_state->labelWidth() + margin(fontMetrics(), 0.75), 0, 0, 0);
    indented->addWidget(m_state->atStart);
    m_state->content->addLayout(indented);
    m_state->content->addStretch();
}

void ConnectionDialog::buildFooter()
{
    auto *footer = new QVBoxLayout;
    const int edge = margin(fontMetrics());
    footer->setContentsMargins(2 * edge, edge, 2 * edge, 2 * edge);
    footer->setSpacing(edge);
    m_state->trial = new ConnectionTrial(m_state->services.testConnection, this);
    m_state->buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_state->buttons->button(QDialogButtonBox::Ok)
        ->setText(m_state->edits() ? tr("&Save") : tr("&Add"));
    footer->addWidget(m_state->trial->answer());
    footer->addWidget(m_state->trial->busy());
    auto *row = new QHBoxLayout;
    m_state->file = new SettingsFileButton(
        m_state->connections, [this] { return profile(); }, m_state->trial->answer());
    connect(m_state->file, &SettingsFileButton::loaded, this, &ConnectionDialog::takeOver);
    row->addWidget(m_state->trial->button());
    row->addWidget(m_state->file);
    row->addWidget(m_state->buttons, 1);
    footer->addLayout(row);
    static_cast<QVBoxLayout *>(layout())->addLayout(footer);
    connect(m_state->buttons, &QDialogButtonBox::accepted, this, &ConnectionDialog::accept);
    connect(m_state->buttons, &QDialogButtonBox::rejected, this, &ConnectionDialog::reject);
    connect(m_state->trial, &ConnectionTrial::asked, this, &ConnectionDialog::test);
    connect(m_state->trial, &ConnectionTrial::resized, this, [this] { fitHeight(); });
    connect(this, &QDialog::finished, m_state->trial, &ConnectionTrial::forget);
    connect(this, &QDialog::finished, m_state->head->detect(), &DetectBox::forget);
}

void ConnectionDialog::fill(const ConnectionProfile &profile)
{
    // A copy speaks what its model speaks; an edited one may have been taken for another system.
    m_state->head->begin(profile.dialect, m_state->edits());
    NameField *name = m_state->head->name();
    if (m_state->edits())
        name->setName(profile.name, m_state->head->systemTitle(), profile.options.value(u"url"_s));
    else
        name->setName(numberedName(profile.name, m_state->connections->profiles()));
    m_state->atStart->setChecked(profile.connectOnStart);
}

void ConnectionDialog::sayWhereSecretsAre()
{
    if (m_state->keeping->isSameChosen())
        m_state->form->setSecretsKept(
            tr("the same as of %1").arg(displayText(m_state->from->name, 40)));
    else if (m_state->duplicates())
        m_state->form->setSecretsKept({});
    else
        sayWhichSecretsAreKept();
}

void ConnectionDialog::sayWhichSecretsAreKept()
{
    m_state->form->setSecretsKept(m_state->keeping->isKeychainAvailable()
                                      ? tr("kept in the keychain")
                                      : tr("unchanged if left empty"));
    if (!m_state->services.knownSecrets)
        return;
    ConnectionProfile asked = *m_state->from;
    asked.dialect = m_state->head->system();
    m_state->services.knownSecrets(
        asked, [form = QPointer<OptionForm>(m_state->form)](const QStringList &keys) {
            if (form)
                form->setSecretsKnown(keys);
        });
}

void ConnectionDialog::chooseDialect()
{
    const DialectInfo *dialect = m_state->head->dialect();
    if (m_state->form)
        m_state->form->takeSecretsOutOfUrl();
    const OptionValues before = m_state->form ? m_state->form->options() : OptionValues();
    const OptionValues secrets = m_state->form ? m_state->form->secrets() : OptionValues();
    delete m_state->form;
    m_state->form = new OptionForm(dialect ? *dialect : DialectInfo(), m_state->labelWidth());
    m_state->content->insertWidget(1, m_state->form);
    m_state->head->describe(m_state->edits() && dialect ? otherSystemNote(*m_state->from, *dialect)
                                                        : QString());
    if (m_state->from) {
        if (dialect && dialect->id == m_state->from->dialect)
            m_state->form->setOptions(m_state->from->options);
        sayWhereSecretsAre();
    }
    if (before.contains(u"url"_s)) { // the rest means something else to another system
        m_state->form->setOptions({{u"url"_s, before.value(u"url"_s)}});
        m_state->form->setSecrets(secrets);
    }
    placeBehindInTabOrder(m_state->form,
                          {m_state->keeping->keychain(), m_state->keeping->session(),
                           m_state->atStart, m_state->trial->button(), m_state->file,
                           m_state->buttons->button(QDialogButtonBox::Ok),
                           m_state->buttons->button(QDialogButtonBox::Cancel)});
    connect(m_state->form, &OptionForm::changed, this, &ConnectionDialog::refresh);
    // Queued: the layouts inside know their new heights only after what they were asked for.
    connect(
        m_state->form, &OptionForm::resized, this, [this] { fitHeight(); }, Qt::QueuedConnection);
    refresh();
    fitHeight();
    QMetaObject::invokeMethod(
        this, [this] { fitHeight(Fit::Exactly); }, Qt::QueuedConnection);
}

void ConnectionDialog::fitHeight(Fit fit)
{
    QLayout *inside = m_state->content;
    inside->activate();
    const int wanted = (inside->hasHeightForWidth() ? inside->heightForWidth(width())
                                                    : inside->sizeHint().height())
        + layout()->itemAt(1)->sizeHint().height() + margin(fontMetrics());
    const int most = screen() ? screen()->availableGeometry().height() * 9 / 10 : wanted;
    if (wanted > height() || !isVisible() || fit == Fit::Exactly)
        resize(width(), std::min(wanted, most));
}

ConnectionProfile ConnectionDialog::profile() const
{
    ConnectionProfile profile = m_state->from.value_or(ConnectionProfile());
    profile.id = m_state->id;
    if (!m_state->edits())
        profile.givenSecrets.clear(); // a copy has only those that it is given
    profile.name = m_state->head->name()->name();
    profile.dialect = m_state->head->system();
    profile.options = m_state->form->options();
    profile.connectOnStart = m_state->atStart->isChecked();
    if (const DialectInfo *dialect = m_state->head->dialect(); dialect && m_state->edits())
        leaveOtherSystem(&profile, *m_state->from, *dialect);
    return profile;
}

QString ConnectionDialog::problem() const
{
    if (!m_state->head->dialect())
        return tr("Choose a system.");
    if (m_state->head->name()->name().isEmpty())
        return tr("Give it a name.");
    return m_state->form->problem();
}

void ConnectionDialog::refresh()
{
    m_state->trial->forget();
    m_state->head->detect()->forget();
    if (const DialectInfo *dialect = m_state->head->dialect())
        m_state->head->name()->suggest(dialect->title, m_state->form->options().value(u"url"_s));
    m_state->keeping->setVisible(m_state->form->hasSecrets());
    m_state->head->name()->check();
    fitHeight();
}

void ConnectionDialog::showProblem()
{
    m_state->form->showAllProblems();
    if (m_state->head->name()->name().isEmpty())
        m_state->head->name()->setFocus();
    else
        m_state->form->focusProblem();
}

void ConnectionDialog::accept()
{
    m_state->form->takeSecretsOutOfUrl();
    if (!problem().isEmpty()) {
        showProblem();
        return;
    }
    const ConnectionProfile saved = profile();
    const OptionValues secrets = m_state->form->secrets();
    const bool keep = m_state->keeping->isKeychainChosen();
    const bool same = m_state->keeping->isSameChosen();
    if (m_state->edits())
        m_state->connections->editConnection(saved, secrets, keep);
    else
        m_state->connections->addConnection(saved, secrets, keep, !same);
    if (same) // it is opened once it has them
        m_state->services.copySecrets(
            *m_state->from, saved.id, secrets.keys(), keep,
            [model = m_state->connections, id = saved.id] { model->connectFeed(id); });
    QDialog::accept();
    Q_EMIT connectionSaved(saved.id);
}

void ConnectionDialog::test()
{
    if (m_state->trial->isRunning()) {
        m_state->trial->forget();
        return;
    }
    m_state->form->takeSecretsOutOfUrl();
    if (!problem().isEmpty()) {
        showProblem();
        return;
    }
    ConnectionProfile tried = profile();
    if (m_state->keeping->isSameChosen())
        tried.id = m_state->from->id; // that is where its secrets are
    m_state->trial->start(tried, m_state->form->secrets());
}

/// Needs no more than where the server is: the rest may follow from what it says.
void ConnectionDialog::detect()
{
    if (m_state->head->detect()->isRunning()) {
        m_state->head->detect()->forget();
        return;
    }
    m_state->form->takeSecretsOutOfUrl();
    if (m_state->form->options().value(u"url"_s).isEmpty())
        showProblem();
    else
        m_state->head->detect()->start(profile(), m_state->form->secrets());
}

void ConnectionDialog::takeOver(const DetectedDialect &found)
{
    OptionValues values{{u"url"_s, m_state->form->options().value(u"url"_s)}};
    values.insert(found.options);
    const OptionValues secrets = m_state->form->secrets();
    m_state->head->choose(found.dialect);
    m_state->form->setOptions(values);
    m_state->form->setSecrets(secrets);
    m_state->form->setFocus();
}

} // namespace eventscope
