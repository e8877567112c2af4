// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptiondialog.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/plainlabel.h"
#include "views/subscriptions/filterrows.h"
#include "views/subscriptions/patterncheck.h"
#include "views/subscriptions/patterntext.h"
#include "views/subscriptions/subscriptionrows.h"
#include "views/subscriptions/topicbuilder.h"
#include "views/taborder.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxProblemsShown = 4;

} // namespace

struct SubscriptionDialog::State
{
    ConnectionModel *connections = nullptr;
    QString edited;
    PlainLabel *connectionLabel = nullptr;
    QComboBox *connection = nullptr;
    QVBoxLayout *builderPlace = nullptr;
    TopicBuilder *builder = nullptr; ///< null for free text
    PlainLabel *textLabel = nullptr;
    PatternText *text = nullptr;
    QPushButton *another = nullptr;
    QVBoxLayout *filterPlace = nullptr;
    FilterRows *filters = nullptr; ///< null where the system has none
    WrapLabel *problems = nullptr;
    QDialogButtonBox *buttons = nullptr;
    QString built; ///< what the builder wrote last; empty once the text was changed by hand
    bool syncing = false; ///< one side is being written from the other
    bool touched = false; ///< the user changed something: what is missing is an error from now on
};

SubscriptionDialog::SubscriptionDialog(ConnectionModel *connections, const QString &connectionId,
                                       const QString &edited, QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->edited = edited;
    setWindowTitle(edited.isEmpty() ? tr("Add Subscription") : tr("Edit Subscription"));
    build();
    for (const ConnectionProfile &profile : connections->profiles()) {
        const DialectInfo *dialect = connections->dialect(profile.dialect);
        if (dialect && dialect->canSubscribe && (edited.isEmpty() || profile.id == connectionId))
            m_state->connection->addItem(displayText(profile.name, 60), profile.id);
    }
    m_state->connection->setCurrentIndex(m_state->connection->findData(connectionId));
    m_state->connection->setEnabled(m_state->connection->count() > 1);
    connect(m_state->connection, &QComboBox::currentIndexChanged, this,
            &SubscriptionDialog::chooseConnection);
    chooseConnection();
    resize(36 * margin(fontMetrics(), 1.0), sizeHint().height());
}

SubscriptionDialog::~SubscriptionDialog() = default;

void SubscriptionDialog::build()
{
    auto *layout = dialogLayout(this);
    m_state->connection = new QComboBox;
    m_state->connection->setAccessibleName(tr("Connection"));
    m_state->connectionLabel = new PlainLabel(tr("Co&nnection"));
    m_state->connectionLabel->setBuddy(m_state->connection);
    auto *head = new QHBoxLayout;
    head->setSpacing(margin(fontMetrics(), 0.75));
    head->addWidget(m_state->connectionLabel);
    head->addWidget(m_state->connection, 1);
    layout->addLayout(head);
    m_state->builderPlace = new QVBoxLayout;
    layout->addLayout(m_state->builderPlace);

    m_state->textLabel = new PlainLabel;
    m_state->text = new PatternText(font());
    m_state->textLabel->setBuddy(m_state->text);
    m_state->another = new QPushButton(tr("Add An&other"));
    m_state->another->setToolTip(tr("Adds a line for one more pattern"));
    m_state->another->setAutoDefault(false);
    m_state->another->setVisible(m_state->edited.isEmpty());
    auto *row = new QHBoxLayout;
    row->addWidget(m_state->textLabel, 1);
    row->addWidget(m_state->another);
    layout->addLayout(row);
    layout->addWidget(m_state->text, 1);
    m_state->filterPlace = new QVBoxLayout;
    m_state->filterPlace->setSpacing(margin(fontMetrics(), 0.5));
    layout->addLayout(m_state->filterPlace);
    m_state->problems = new WrapLabel;
    m_state->problems->setAccessibleName(tr("Problems"));
    m_state->problems->setMaxLines(10);
    layout->addWidget(m_state->problems);

    m_state->buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    layout->addWidget(m_state->buttons);
    connect(m_state->buttons, &QDialogButtonBox::accepted, this, &SubscriptionDialog::accept);
    connect(m_state->buttons, &QDialogButtonBox::rejected, this, &SubscriptionDialog::reject);
    connect(m_state->another, &QPushButton::clicked, this, &SubscriptionDialog::addAnother);
    connect(m_state->text, &QPlainTextEdit::textChanged, this, &SubscriptionDialog::lineToBuilder);
    connect(m_state->text, &QPlainTextEdit::cursorPositionChanged, this,
            &SubscriptionDialog::lineToBuilder);
}

void SubscriptionDialog::chooseConnection()
{
    const DialectInfo *dialect = dialectOfConnection(*m_state->connections, connectionId());
    const TopicForm form = dialect ? dialect->topicForm : TopicForm();
    m_state->text->setForm(form);
    makeBuilder(form);
    nameText(form);
    chooseFilters(dialect ? *dialect : DialectInfo());
    m_state->touched = false;
    if (!m_state->edited.isEmpty())
        m_state->text->setPattern(m_state->edited);
    else if (m_state->text->toPlainText().trimmed().isEmpty() || m_state->builder)
        m_state->text->setPlainText(firstPattern());
    m_state->text->moveCursor(QTextCursor::End);
    m_state->touched = false; // what was written now is ours
    refresh();
    if (m_state->builder)
        m_state->builder->focusFirstEmpty();
    else
        m_state->text->setFocus();
}

void SubscriptionDialog::makeBuilder(const TopicForm &form)
{
    delete m_state->builder;
    m_state->builder = nullptr;
    if (form.isStructured()) {
        m_state->builder = new TopicBuilder(form);
        m_state->builderPlace->addWidget(m_state->builder);
        connect(m_state->builder, &TopicBuilder::changed, this, &SubscriptionDialog::builderToLine);
        placeBehindInTabOrder(m_state->builder,
                              {m_state->another, m_state->text,
                               m_state->buttons->button(QDialogButtonBox::Ok),
                               m_state->buttons->button(QDialogButtonBox::Cancel)});
    }
    m_state->connectionLabel->setMinimumWidth(0);
    if (m_state->builder) { // one line of fields under each other
        const int label =
            std::max(m_state->builder->labelWidth(), m_state->connectionLabel->sizeHint().width());
        m_state->connectionLabel->setMinimumWidth(label);
        m_state->builder->setLabelWidth(label);
    }
}

void SubscriptionDialog::nameText(const TopicForm &form)
{
    const bool one = !m_state->edited.isEmpty();
    const QString label = form.isList()
        ? tr("&One on each line; together they are one %1").arg(form.noun)
        : one ? tr("&Pattern")
              : tr("&Patterns, one on each line");
    m_state->textLabel->setText(label);
    m_state->text->setAccessibleName(QString(label).remove(u'&'));
    m_state->another->setVisible(!one && !form.isList());
    m_state->text->setVisibleLines(one && !form.isList() ? 1 : 4);
}

void SubscriptionDialog::chooseFilters(const DialectInfo &dialect)
{
    while (QLayoutItem *item = m_state->filterPlace->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_state->filters = nullptr;
    if (dialect.filterKeys.isEmpty())
        return;
    auto *label = new PlainLabel(m_state->edited.isEmpty() ? tr("&Filters, for all these patterns")
                                                           : tr("&Filters"));
    m_state->filterPlace->addWidget(label);
    m_state->filters = new FilterRows(dialect);
    label->setBuddy(m_state->filters->firstField());
    m_state->filters->setLabelWidth(m_state->connectionLabel->sizeHint().width());
    m_state->connectionLabel->setMinimumWidth(
        std::max(m_state->connectionLabel->minimumWidth(), m_state->filters->labelWidth()));
    if (const Subscription *edited =
            findSubscription(*m_state->connections, connectionId(), m_state->edited))
        m_state->filters->setFilters(edited->filters);
    m_state->filterPlace->addWidget(m_state->filters);
    const auto order = [this] {
        placeBehindInTabOrder(m_state->filters,
                              {m_state->buttons->button(QDialogButtonBox::Ok),
                               m_state->buttons->button(QDialogButtonBox::Cancel)});
    };
    order();
    connect(m_state->filters, &FilterRows::changed, this, [this] {
        m_state->touched = true;
        refresh();
    });
    connect(m_state->filters, &FilterRows::resized, this, [this, order] {
        order();
        growToFit(this);
    });
}

QString SubscriptionDialog::firstPattern() const
{
    const ConnectionProfile *profile = m_state->connections->profile(connectionId());
    if (!m_state->builder || !profile)
        return {};
    QStringList taken;
    for (const Subscription &subscription : profile->subscriptions)
        taken += subscription.pattern;
    return m_state->builder->startingPattern(taken.isEmpty() ? QString() : taken.last(), taken);
}

void SubscriptionDialog::addAnother()
{
    QStringList taken = patterns();
    const ConnectionProfile *profile = m_state->connections->profile(connectionId());
    for (const Subscription &subscription :
         profile ? profile->subscriptions : QVector<Subscription>())
        taken += subscription.pattern;
    const QString next = m_state->builder
        ? m_state->builder->startingPattern(m_state->text->currentLine(), taken)
        : QString();
    m_state->text->appendLine(next);
    m_state->text->setFocus();
}

void SubscriptionDialog::lineToBuilder()
{
    if (m_state->syncing)
        return;
    m_state->built.clear();
    m_state->touched = true;
    m_state->syncing = true;
    if (m_state->builder)
        m_state->builder->setPattern(m_state->text->currentLine());
    m_state->syncing = false;
    refresh();
}

void SubscriptionDialog::builderToLine()
{
    if (m_state->syncing)
        return;
    m_state->touched = true;
    m_state->syncing = true;
    m_state->built = m_state->builder->pattern();
    m_state->text->replaceCurrentLine(m_state->built);
    m_state->syncing = false;
    refresh();
}

QString SubscriptionDialog::connectionId() const
{
    return m_state->connection->currentData().toString();
}

QStringList SubscriptionDialog::patterns() const
{
    return m_state->text->patterns();
}

QMap<QString, QString> SubscriptionDialog::filters() const
{
    return m_state->filters ? m_state->filters->filters() : QMap<QString, QString>();
}

void SubscriptionDialog::focusFilters()
{
    if (QWidget *first = m_state->filters ? m_state->filters->firstField() : nullptr)
        first->setFocus();
}

QStringList SubscriptionDialog::problems() const
{
    const DialectInfo *dialect = dialectOfConnection(*m_state->connections, connectionId());
    const ConnectionProfile *profile = m_state->connections->profile(connectionId());
    if (!dialect || !profile)
        return {tr("The connection is gone.")};
    QStringList found =
        problemsWithPatterns(patterns(), {dialect, profile, m_state->edited, m_state->built});
    if (const QString problem = m_state->filters ? m_state->filters->problem() : QString();
        !problem.isEmpty())
        found += problem;
    return found;
}

/// What is worth saying about patterns that can all be sent.
QString SubscriptionDialog::remark() const
{
    const DialectInfo *dialect = dialectOfConnection(*m_state->connections, connectionId());
    const ConnectionProfile *profile = m_state->connections->profile(connectionId());
    return dialect && profile
        ? remarkOnPatterns(patterns(), {dialect, profile, m_state->edited, m_state->built})
        : QString();
}

void SubscriptionDialog::refresh()
{
    QStringList found = problems();
    const int count = int(patterns().size());
    QPushButton *ok = m_state->buttons->button(QDialogButtonBox::Ok);
    ok->setEnabled(found.isEmpty());
    ok->setText(!m_state->edited.isEmpty() ? tr("&Save")
                    : count > 1            ? tr("&Subscribe to %1").arg(count)
                                           : tr("&Subscribe"));
    const auto more = found.size() - maxProblemsShown;
    if (more > 0) {
        found = found.first(maxProblemsShown);
        found += tr("and %1 more").arg(more);
    }
    if (found.isEmpty() && !remark().isEmpty()) {
        m_state->problems->say(severityGlyph(Severity::Warning) + u' ' + remark(),
                               WrapLabel::Tone::Warning);
        return growToFit(this);
    }
    if (found.isEmpty()) {
        m_state->problems->say(severityGlyph(Severity::Success) + u' '
                                   + (count == 1 ? tr("The pattern can be sent.")
                                                 : tr("All %1 patterns can be sent.").arg(count)),
                               WrapLabel::Tone::Success);
        return;
    }
    const QString glyph = m_state->touched ? severityGlyph(Severity::Error) + u' ' : QString();
    for (QString &line : found)
        line.prepend(glyph);
    m_state->problems->say(found.join(u'\n'),
                           m_state->touched ? WrapLabel::Tone::Error : WrapLabel::Tone::Dim);
    growToFit(this);
}

void SubscriptionDialog::accept()
{
    if (!problems().isEmpty()) {
        m_state->touched = true;
        refresh();
        return;
    }
    const QString id = connectionId();
    if (m_state->edited.isEmpty()) {
        for (const QString &pattern : patterns())
            m_state->connections->subscribe(id, {pattern, filters(), false});
    } else {
        saveEdited(id);
    }
    QDialog::accept();
}

void SubscriptionDialog::saveEdited(const QString &id)
{
    const Subscription *edited = findSubscription(*m_state->connections, id, m_state->edited);
    if (!edited)
        return;
    const Subscription before = *edited;
    Subscription by = before;
    if (!m_state->text->means(before.pattern))
        by.pattern = patterns().first();
    if (m_state->filters)
        by.filters = filters();
    if (by == before)
        return;
    m_state->connections->replaceSubscription(id, before.pattern, by);
    Q_EMIT replaced(id, before, by.pattern);
}

} // namespace eventscope
