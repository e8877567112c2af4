// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optionform.h"

#include "models/connection/plaintext.h"
#include "models/connection/urlsecrets.h"
#include "views/connections/optioneditors.h"
#include "views/connections/optionfields.h"
#include "views/connections/secretfield.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

struct OptionForm::State
{
    explicit State(const DialectInfo &dialect) : fields(dialect) { }

    OptionFields fields;
    QGridLayout *grid = nullptr;
    QToolButton *more = nullptr;

    bool isAdvancedShown() const { return more && more->isChecked(); }
};

OptionForm::OptionForm(const DialectInfo &dialect, int labelWidth, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>(dialect))
{
    m_state->grid = new QGridLayout(this);
    m_state->grid->setContentsMargins(0, 0, 0, 0);
    m_state->grid->setHorizontalSpacing(margin(fontMetrics(), 0.75));
    m_state->grid->setVerticalSpacing(margin(fontMetrics(), 0.3));
    m_state->grid->setColumnMinimumWidth(0, labelWidth);
    m_state->grid->setColumnStretch(1, 1);
    for (const Option &option : dialect.options) {
        if (!option.advanced)
            addField(option);
    }
    addMore();
    for (const auto &field : m_state->fields.all())
        refreshNote(*field);
    showAdvanced(false);
}

OptionForm::~OptionForm() = default;

void OptionForm::addMore()
{
    const auto isAdvanced = [](const Option &option) { return option.advanced; };
    const QVector<Option> &options = m_state->fields.dialect().options;
    if (std::none_of(options.begin(), options.end(), isAdvanced))
        return;
    m_state->more = new QToolButton;
    m_state->more->setText(tr("More"));
    m_state->more->setAccessibleName(tr("More settings"));
    m_state->more->setCheckable(true);
    m_state->more->setAutoRaise(true);
    m_state->more->setArrowType(Qt::RightArrow);
    m_state->more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_state->more->setFocusPolicy(Qt::TabFocus);
    m_state->grid->addWidget(m_state->more, m_state->grid->rowCount(), 1, Qt::AlignLeft);
    connect(m_state->more, &QToolButton::toggled, this, &OptionForm::showAdvanced);
    for (const Option &option : options) {
        if (option.advanced)
            addField(option);
    }
}

void OptionForm::addField(const Option &option)
{
    OptionField *field = m_state->fields.add(option);
    field->editor = makeOptionEditor(option, [this, field] { fieldEdited(*field); });
    field->editor->setObjectName(option.key);
    const int row = m_state->grid->rowCount();
    if (option.kind != Option::Kind::Flag) {
        field->label = new PlainLabel(option.required ? option.label + u" *"_s : option.label);
        field->label->setBuddy(field->editor);
        if (!option.lines)
            field->label->setMinimumHeight(field->editor->sizeHint().height());
        m_state->grid->addWidget(field->label, row, 0, Qt::AlignTop);
    }
    m_state->grid->addWidget(field->editor, row, 1);
    field->note = new WrapLabel(option.hint, WrapLabel::Tone::Dim);
    m_state->grid->addWidget(field->note, row + 1, 1);
    if (option.kind == Option::Kind::Url) {
        watchUrl(field);
        field->remedy = new QPushButton;
        field->remedy->setAutoDefault(false);
        m_state->grid->addWidget(field->remedy, row + 2, 1, Qt::AlignLeft);
        connect(field->remedy, &QPushButton::clicked, this,
                [field] { field->setValue(webSocketUrlFor(field->value())); });
        if (!option.choices.isEmpty())
            m_state->grid->addWidget(
                makePresets(option, [field](const QString &url) { field->setValue(url); }), row + 3,
                1);
    }
    field->rowAfter = row + 4;
}

/// What is typed may not be finished, what is pasted is.
void OptionForm::watchUrl(OptionField *field)
{
    auto *line = static_cast<QLineEdit *>(field->editor);
    connect(line, &QLineEdit::editingFinished, this, &OptionForm::takeSecretsOutOfUrl);
    connect(line, &QLineEdit::textEdited, this,
            [this, field, length = qsizetype(0)](const QString &text) mutable {
                if (text.size() > std::exchange(length, text.size()) + 1)
                    takeSecretsOut(*field);
            });
}

void OptionForm::showAdvanced(bool shown)
{
    if (m_state->more)
        m_state->more->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    for (const auto &field : m_state->fields.all()) {
        const bool there = m_state->fields.isShown(*field, shown);
        field->setVisible(there);
        m_state->grid->setRowMinimumHeight(field->rowAfter,
                                           there ? margin(fontMetrics(), 0.25) : 0);
    }
    Q_EMIT resized();
}

void OptionForm::fieldEdited(OptionField &field)
{
    field.touched = true;
    refreshNote(field);
    if (field.option.key == "url"_L1)
        followUrl();
    for (const auto &other : m_state->fields.all()) {
        if (other->option.key == plaintextKey) // asked only where there is no encryption
            refreshNote(*other);
    }
    Q_EMIT changed();
    Q_EMIT resized();
}

/// Another scheme may want other settings. What is typed stays in those that are not shown.
void OptionForm::followUrl()
{
    if (!m_state->fields.followTransport())
        return;
    for (const auto &field : m_state->fields.all()) {
        if (field->option.onlyOver)
            refreshNote(*field);
    }
    showAdvanced(m_state->isAdvancedShown());
}

void OptionForm::takeSecretsOutOfUrl()
{
    for (const auto &field : m_state->fields.all()) {
        if (field->option.kind == Option::Kind::Url)
            takeSecretsOut(*field);
    }
}

void OptionForm::takeSecretsOut(OptionField &field)
{
    const SortedUrl sorted = sortUrl(field.value(), m_state->fields.dialect());
    if (!sorted.hadSecrets())
        return;
    QStringList sentences;
    for (const auto &other : m_state->fields.all()) {
        if (sorted.secrets.contains(other->option.key))
            sentences += tr("The secret in the URL was moved to “%1”.").arg(other->option.label);
    }
    if (sorted.secrets.contains(urlQueryKey))
        sentences += tr("The secret in the URL is kept apart from it, and sent as before.");
    setSecrets(sorted.secrets);
    setOptions(sorted.options);
    field.setValue(sorted.url);
    field.movedFrom = field.value();
    field.moved = sentences.join(u' ');
    refreshNote(field);
    Q_EMIT changed();
    Q_EMIT resized();
}

void OptionForm::refreshNote(OptionField &field)
{
    field.problem = m_state->fields.problemWith(field);
    field.sayWhatIsUp();
    field.setVisible(m_state->fields.isShown(field, m_state->isAdvancedShown()));
}

OptionValues OptionForm::options() const
{
    return m_state->fields.options();
}

OptionValues OptionForm::secrets() const
{
    return m_state->fields.secrets();
}

void OptionForm::setSecrets(const OptionValues &secrets)
{
    for (const auto &field : m_state->fields.all()) {
        if (field->option.kind == Option::Kind::Secret && secrets.contains(field->option.key))
            field->setValue(secrets.value(field->option.key));
    }
    m_state->fields.keepUrlQuery(secrets.value(urlQueryKey, m_state->fields.urlQuery()));
}

void OptionForm::setOptions(const OptionValues &values)
{
    for (const auto &field : m_state->fields.all()) {
        const auto value = values.constFind(field->option.key);
        if (value == values.constEnd() || field->option.kind == Option::Kind::Secret)
            continue;
        if (const auto *choice = qobject_cast<QComboBox *>(field->editor);
            choice && choice->findData(*value) < 0)
            continue; // of another version, or another system
        field->setValue(*value);
        if (field->option.advanced && *value != field->option.defaultValue && m_state->more
            && m_state->fields.applies(*field))
            m_state->more->setChecked(true);
    }
}

void OptionForm::setSecretsKept(const QString &placeholder)
{
    m_state->fields.setSecretsKept(placeholder);
    for (const auto &field : m_state->fields.all()) {
        if (auto *secret = qobject_cast<SecretField *>(field->editor)) {
            secret->edit()->setPlaceholderText(placeholder);
            refreshNote(*field);
        }
    }
}

void OptionForm::setSecretsKnown(const QStringList &keys)
{
    for (const auto &field : m_state->fields.all()) {
        if (auto *secret = qobject_cast<SecretField *>(field->editor))
            secret->edit()->setPlaceholderText(
                keys.contains(field->option.key) ? m_state->fields.secretsKept() : tr("none yet"));
    }
}

bool OptionForm::hasSecrets() const
{
    return m_state->fields.hasSecrets();
}

QString OptionForm::problem() const
{
    return m_state->fields.problem();
}

void OptionForm::showAllProblems()
{
    for (const auto &field : m_state->fields.all()) {
        field->touched = true;
        if (!field->problem.isEmpty() && field->option.advanced)
            m_state->more->setChecked(true);
        refreshNote(*field);
    }
    Q_EMIT resized();
}

void OptionForm::focusProblem()
{
    for (const auto &field : m_state->fields.all()) {
        if (!field->problem.isEmpty()) {
            field->editor->setFocus();
            return;
        }
    }
    if (!m_state->fields.all().empty())
        m_state->fields.all().front()->editor->setFocus();
}

bool OptionForm::focusSecret()
{
    for (const bool advanced : {false, true}) {
        for (const auto &field : m_state->fields.all()) {
            if (field->option.kind != Option::Kind::Secret || field->option.advanced != advanced
                || !m_state->fields.applies(*field))
                continue;
            if (advanced)
                m_state->more->setChecked(true);
            field->editor->setFocus();
            return true;
        }
    }
    return false;
}

} // namespace eventscope
