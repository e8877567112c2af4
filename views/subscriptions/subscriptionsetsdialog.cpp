// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptionsetsdialog.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/emptylistnote.h"
#include "views/openabove.h"
#include "views/paneltree.h"
#include "views/plainlabel.h"
#include "views/subscriptions/removefromtree.h"
#include "views/subscriptions/setanswer.h"
#include "views/subscriptions/subscriptionkeys.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString suffix = u"subscriptions.json"_s;
constexpr qsizetype maxPreviewed = 12;

QString countOf(qsizetype subscriptions)
{
    return subscriptions == 1 ? SubscriptionSetsDialog::tr("1 subscription")
                              : SubscriptionSetsDialog::tr("%1 subscriptions").arg(subscriptions);
}

} // namespace

struct SubscriptionSetsDialog::State
{
    ConnectionModel *connections = nullptr;
    QString id;
    QString shownName; ///< of the connection
    SubscriptionSets sets{QString()};
    QVector<SubscriptionSet> listed; ///< of the connection's system, as in the list
    int ofOthers = 0; ///< saved sets of other systems
    QStandardItemModel items;
    QLineEdit *name = nullptr;
    QPushButton *save = nullptr;
    QPushButton *exporting = nullptr;
    PanelTree *list = nullptr;
    WrapLabel *preview = nullptr;
    QPushButton *add = nullptr;
    QPushButton *remove = nullptr;
    SetAnswer *answer = nullptr;
    QVector<Subscription> added; ///< by the last command

    const ConnectionProfile *profile() const { return connections->profile(id); }
    const DialectInfo *dialect() const
    {
        return profile() ? connections->dialect(profile()->dialect) : nullptr;
    }
};

SubscriptionSetsDialog::SubscriptionSetsDialog(ConnectionModel *connections,
                                               const QString &connectionId, const QString &folder,
                                               QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->id = connectionId;
    m_state->sets = SubscriptionSets(folder);
    if (const ConnectionProfile *profile = m_state->profile())
        m_state->shownName = displayText(profile->name, 40);
    setWindowTitle(tr("Subscription Sets"));
    build();
    connect(connections, &ConnectionModel::subscriptionsReset, this,
            &SubscriptionSetsDialog::refresh);
    connect(connections, &ConnectionModel::connectionRemoved, this, [this](const QString &id) {
        if (id == m_state->id)
            reject();
    });
    reload();
    resize(34 * margin(fontMetrics(), 1.0), 30 * margin(fontMetrics(), 1.0));
}

SubscriptionSetsDialog::~SubscriptionSetsDialog() = default;

void SubscriptionSetsDialog::build()
{
    const int edge = margin(fontMetrics());
    auto *layout = dialogLayout(this);
    buildOwn(layout);
    layout->addSpacing(edge);
    buildSaved(layout);
    m_state->answer = new SetAnswer;
    connect(m_state->answer, &SetAnswer::undoWanted, this, &SubscriptionSetsDialog::undoAdding);
    layout->addWidget(m_state->answer);
    auto *row = new QHBoxLayout;
    auto *importing = new QPushButton(tr("&Import From File…"));
    importing->setAutoDefault(false);
    connect(importing, &QPushButton::clicked, this, &SubscriptionSetsDialog::askForImport);
    row->addWidget(importing);
    row->addStretch(1);
    auto *close = new QPushButton(tr("Close"));
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    row->addWidget(close);
    layout->addLayout(row);
}

void SubscriptionSetsDialog::buildOwn(QVBoxLayout *layout)
{
    m_state->name = new QLineEdit;
    m_state->name->setMaxLength(SubscriptionSet::maxName);
    m_state->name->setPlaceholderText(tr("name of the set"));
    m_state->name->setAccessibleName(tr("Name of the set"));
    auto *label = new PlainLabel(tr("&Keep the subscriptions of %1")
                                     .arg(QString(m_state->shownName).replace(u'&', u"&&"_s)));
    label->setBuddy(m_state->name);
    layout->addWidget(label);
    auto *row = new QHBoxLayout;
    m_state->save = new QPushButton(tr("&Save"));
    m_state->save->setDefault(true);
    m_state->exporting = new QPushButton(tr("&Export to File…"));
    m_state->exporting->setAutoDefault(false);
    row->addWidget(m_state->name, 1);
    row->addWidget(m_state->save);
    row->addWidget(m_state->exporting);
    layout->addLayout(row);
    connect(m_state->name, &QLineEdit::textChanged, this, &SubscriptionSetsDialog::refresh);
    connect(m_state->save, &QPushButton::clicked, this, &SubscriptionSetsDialog::save);
    connect(m_state->exporting, &QPushButton::clicked, this, &SubscriptionSetsDialog::askForExport);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_state->name), static_cast<QWidget *>(m_state->save)})
        widget->setVisible(m_state->sets.isAvailable());
}

void SubscriptionSetsDialog::buildSaved(QVBoxLayout *layout)
{
    m_state->list = new PanelTree;
    m_state->list->setAccessibleName(tr("Saved sets"));
    m_state->list->setModel(&m_state->items);
    m_state->list->setRootIsDecorated(false);
    m_state->list->setUniformRowHeights(true);
    m_state->list->setFrameShape(QFrame::StyledPanel);
    m_state->list->viewport()->setBackgroundRole(QPalette::Base);
    new EmptyListNote(m_state->list, tr("No set is saved for this system yet."));
    auto *label = new PlainLabel(tr("Sa&ved sets"));
    label->setBuddy(m_state->list);
    layout->addWidget(label);
    layout->addWidget(m_state->list, 1);
    m_state->preview = new WrapLabel;
    m_state->preview->setAccessibleName(tr("What is in the set"));
    m_state->preview->setMaxLines(4);
    layout->addWidget(m_state->preview);
    auto *row = new QHBoxLayout;
    m_state->add =
        new QPushButton(tr("&Add to %1").arg(QString(m_state->shownName).replace(u'&', u"&&"_s)));
    m_state->remove = new QPushButton(tr("&Remove…"));
    for (QPushButton *button : {m_state->add, m_state->remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch(1);
    layout->addLayout(row);
    connect(m_state->list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SubscriptionSetsDialog::refresh);
    connect(m_state->list, &QAbstractItemView::doubleClicked, this,
            &SubscriptionSetsDialog::addChosen);
    connect(m_state->add, &QPushButton::clicked, this, &SubscriptionSetsDialog::addChosen);
    connect(m_state->remove, &QPushButton::clicked, this, &SubscriptionSetsDialog::askToRemove);
    auto *keys = new SubscriptionKeys(m_state->list);
    for (const Qt::Key enter : {Qt::Key_Return, Qt::Key_Enter})
        keys->bind(enter, [this] { addChosen(); });
    keys->bind(Qt::Key_Delete, [this] { askToRemove(); });
}

void SubscriptionSetsDialog::reload(const QString &chosen)
{
    m_state->listed.clear();
    m_state->ofOthers = 0;
    m_state->items.clear();
    const ConnectionProfile *profile = m_state->profile();
    for (const SubscriptionSet &set : m_state->sets.all()) {
        if (!profile || set.dialect != profile->dialect) {
            ++m_state->ofOthers;
            continue;
        }
        auto *item = new QStandardItem(
            tr("%1  (%2)").arg(displayText(set.name, 80), countOf(set.subscriptions.size())));
        item->setEditable(false);
        m_state->items.appendRow(item);
        m_state->listed.append(set);
        if (set.name == chosen || m_state->listed.size() == 1)
            m_state->list->setCurrentIndex(item->index());
    }
    refresh();
}

SubscriptionSet SubscriptionSetsDialog::own() const
{
    SubscriptionSet set;
    set.name = m_state->name->text().simplified();
    if (const ConnectionProfile *profile = m_state->profile()) {
        set.dialect = profile->dialect;
        set.subscriptions = profile->subscriptions;
        if (set.name.isEmpty())
            set.name = profile->name.left(SubscriptionSet::maxName);
    }
    return set;
}

const SubscriptionSet *SubscriptionSetsDialog::chosen() const
{
    const QModelIndex current = m_state->list->currentIndex();
    return current.isValid() && current.row() < m_state->listed.size()
        ? &m_state->listed.at(current.row())
        : nullptr;
}

void SubscriptionSetsDialog::refresh()
{
    const bool some = !own().subscriptions.isEmpty();
    m_state->save->setEnabled(some && !m_state->name->text().simplified().isEmpty());
    m_state->exporting->setEnabled(some);
    const SubscriptionSet *set = chosen();
    m_state->add->setEnabled(set);
    m_state->remove->setEnabled(set);
    QStringList lines;
    if (set) {
        const DialectInfo *dialect = m_state->dialect();
        for (const Subscription &one : set->subscriptions) {
            if (lines.size() == maxPreviewed)
                break;
            const QString filters = filtersText(one.filters, dialect);
            lines += displayText(one.pattern, 120)
                + (filters.isEmpty() ? QString() : u" ("_s + filters + u')');
        }
    } else if (m_state->ofOthers > 0) {
        lines += m_state->ofOthers == 1
            ? tr("1 saved set is for another system.")
            : tr("%1 saved sets are for other systems.").arg(m_state->ofOthers);
    }
    m_state->preview->say(lines.join(u", "_s), WrapLabel::Tone::Dim);
}

void SubscriptionSetsDialog::save()
{
    if (!m_state->save->isEnabled())
        return;
    const QString name = own().name;
    const QVector<SubscriptionSet> all = m_state->sets.all();
    const bool taken = std::any_of(
        all.begin(), all.end(), [&name](const SubscriptionSet &set) { return set.name == name; });
    if (!taken)
        return saveNow();
    auto *box =
        new QMessageBox(QMessageBox::Question, tr("Replace Set"),
                        tr("There is a set “%1” already. Replace it?").arg(displayText(name, 80)),
                        QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    const QPushButton *replace = box->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(replace, &QPushButton::clicked, this, &SubscriptionSetsDialog::saveNow);
    openAbove(this, box);
}

void SubscriptionSetsDialog::saveNow()
{
    QStringList leftOut;
    const SubscriptionSet set = withoutSecrets(own(), &leftOut);
    QString done =
        tr("Saved %1 with %2.").arg(displayText(set.name, 80), countOf(set.subscriptions.size()));
    if (!leftOut.isEmpty())
        done += u' ' + tr("Left out for a secret in the filters: %1.").arg(countOf(leftOut.size()));
    m_state->answer->say(m_state->sets.save(set), done);
    reload(set.name);
}

void SubscriptionSetsDialog::add(const SubscriptionSet &set)
{
    const ConnectionProfile *profile = m_state->profile();
    const DialectInfo *dialect = m_state->dialect();
    if (!profile || !dialect)
        return;
    if (!set.dialect.isEmpty() && set.dialect != profile->dialect) {
        const DialectInfo *other = m_state->connections->dialect(set.dialect);
        m_state->answer->say(
            Error{tr("The set is for %1, and %2 speaks %3: its patterns would mean nothing there.")
                      .arg(other ? other->title : displayText(set.dialect, 40), m_state->shownName,
                           dialect->title)},
            {});
        return;
    }
    const SubscriptionImport plan = planImport(set, *profile, *dialect);
    for (const Subscription &subscription : plan.added)
        m_state->connections->subscribe(m_state->id, subscription);
    m_state->added = plan.added;
    m_state->answer->say(plan);
    if (!plan.added.isEmpty())
        Q_EMIT added(m_state->id, plan.added);
    refresh();
}

void SubscriptionSetsDialog::undoAdding()
{
    const QVector<Subscription> last = std::exchange(m_state->added, {});
    if (last.isEmpty())
        return;
    const qsizetype removed = removeAdded(m_state->connections, m_state->id, last);
    m_state->answer->say({}, tr("Taken back: %1.").arg(countOf(removed)));
    Q_EMIT takenBack();
}

void SubscriptionSetsDialog::addChosen()
{
    if (const SubscriptionSet *set = chosen())
        add(SubscriptionSet(*set));
}

void SubscriptionSetsDialog::askToRemove()
{
    const SubscriptionSet *set = chosen();
    if (!set)
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Remove Set"),
                                tr("Remove the set “%1”?").arg(displayText(set->name, 80)),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Connections keep the subscriptions that they have."));
    const QPushButton *remove = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(remove, &QPushButton::clicked, this, [this, name = set->name] {
        m_state->answer->say(m_state->sets.remove(name),
                             tr("Removed %1.").arg(displayText(name, 80)));
        reload();
    });
    openAbove(this, box);
}

void SubscriptionSetsDialog::askForImport()
{
    auto *dialog = new QFileDialog(this, tr("Import Subscriptions"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Subscriptions (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &SubscriptionSetsDialog::importFrom);
    openAbove(this, dialog);
}

void SubscriptionSetsDialog::askForExport()
{
    auto *dialog = new QFileDialog(this, tr("Export Subscriptions"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilters({tr("Subscriptions (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &SubscriptionSetsDialog::exportTo);
    openAbove(this, dialog);
}

void SubscriptionSetsDialog::importFrom(const QString &path)
{
    const Result<SubscriptionSet> set = SubscriptionSets::read(path);
    if (set)
        add(*set);
    else
        m_state->answer->say(Error{set.error()}, {});
}

void SubscriptionSetsDialog::exportTo(const QString &path)
{
    QStringList leftOut;
    const SubscriptionSet set = withoutSecrets(own(), &leftOut);
    QString done =
        tr("Exported %1 to %2.")
            .arg(countOf(set.subscriptions.size()), displayText(QFileInfo(path).fileName(), 80));
    if (!leftOut.isEmpty())
        done += u' ' + tr("Left out for a secret in the filters: %1.").arg(countOf(leftOut.size()));
    m_state->answer->say(SubscriptionSets::write(path, set), done);
}

} // namespace eventscope
