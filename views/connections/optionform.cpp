// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optionform.h"

#include "models/connection/plaintext.h"
#include "models/connection/urlsecrets.h"
#include "views/connections/optioneditors.h"
#include "views/connections/optionfield.h"
#include "views/connections/secretfield.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

struct OptionForm::State
{
    DialectInfo dialect;
    QGridLayout *grid = nullptr;
    std::vector<std::unique_ptr<OptionField>> fields; ///< on the heap: lambdas hold references
    QToolButton *more = nullptr;
    Transport transport = Transport::WebSocket; ///< that the fields are shown for
    QString urlQuery; ///< what was secret in the URL and has no field
    QString secretsKept; ///< not empty: an empty secret field means the one that is kept

    bool isAdvancedShown() const { return more && more->isChecked(); }
    QString url() const
    {
        const auto isUrl = [](const auto &field) { return field->option.key == "url"_L1; };
        const auto found = std::find_if(fields.begin(), fields.end(), isUrl);
        return found == fields.end() ? QString() : (*found)->value();
    }
    /// False: the option means nothing for what the URL travels over.
    bool applies(const OptionField &field) const
    {
        return !field.option.onlyOver || dialect.applies(field.option, {{u"url"_s, url()}});
    }
    OptionValues values() const
    {
        OptionValues all;
        for (const auto &field : fields) {
            if (field->option.kind != Option::Kind::Secret)
                all.insert(field->option.key, field->value());
        }
        return all;
    }
    bool isShown(const OptionField &field, bool advanced) const
    {
        if (field.option.key == plaintextKey)
            return needsPlaintextSwitch(dialect, values());
        return (!field.option.advanced || advanced) && applies(field);
    }

    /// The sentence about one option alone, so that it can be said at its field.
    QString problemWith(const OptionField &field) const
    {
        const QString value = field.value();
        if (!applies(field))
            return {};
        if (field.option.kind == Option::Kind::Secret && value.isEmpty() && !secretsKept.isEmpty())
            return {};
        if (field.option.key == plaintextKey)
            return problemWithPlaintext(dialect, values()).isEmpty()
                ? QString()
                : tr("Allow this, or choose what is encrypted.");
        DialectInfo alone;
        alone.transports = dialect.transports;
        alone.options = {field.option};
        alone.options.first().onlyOver.reset();
        return alone.problemWith({{field.option.key, value}});
    }
};

OptionForm::OptionForm(const DialectInfo &dialect, int labelWidth, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->dialect = dialect;
    m_state->transport = dialect.transportFor(QString());
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
    for (const auto &field : m_state->fields)
        refreshNote(*field);
    showAdvanced(false);
}

OptionForm::~OptionForm() = default;

void OptionForm::addMore()
{
    const auto isAdvanced = [](const Option &option) { return option.advanced; };
    const QVector<Option> &options = m_state->dialect.options;
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
    auto field = std::make_unique<OptionField>();
    field->option = option;
    field->editor = makeEditor(*field);
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
        field->remedy = new QPushButton;
        field->remedy->setAutoDefault(false);
        m_state->grid->addWidget(field->remedy, row + 2, 1, Qt::AlignLeft);
        connect(field->remedy, &QPushButton::clicked, this,
                [raw = field.get()] { raw->setValue(webSocketUrlFor(raw->value())); });
        if (!option.choices.isEmpty())
            m_state->grid->addWidget(
                makePresets(option,
                            [raw = field.get()](const QString &url) { raw->setValue(url); }),
                row + 3, 1);
    }
    field->rowAfter = row + 4;
    m_state->fields.push_back(std::move(field));
}

QWidget *OptionForm::makeEditor(OptionField &field)
{
    const Option &option = field.option;
    OptionField *raw = &field;
    const auto edited = [this, raw] { fieldEdited(*raw); };
    switch (option.kind) {
    case Option::Kind::Secret: {
        auto *secret = new SecretField;
        secret->setLabel(option.label);
        secret->edit()->setPlaceholderText(option.placeholder);
        connect(secret, &SecretField::changed, this, edited);
        return secret;
    }
    case Option::Kind::Choice: {
        auto *choice = new QComboBox;
        for (const Option::Choice &one : option.choices)
            choice->addItem(one.label, one.value);
        choice->setCurrentIndex(std::max(0, choice->findData(option.defaultValue)));
        choice->setAccessibleName(option.label);
        connect(choice, &QComboBox::currentIndexChanged, this, edited);
        return choice;
    }
    case Option::Kind::Flag: {
        auto *flag = new QCheckBox(option.label);
        flag->setChecked(option.defaultValue == "true"_L1);
        connect(flag, &QCheckBox::toggled, this, edited);
        return flag;
    }
    case Option::Kind::Text:
    case Option::Kind::Url:
    case Option::Kind::Integer:
        break;
    }
    if (option.lines) {
        auto *lines = makeLinesEditor(option);
        connect(lines, &QPlainTextEdit::textChanged, this, edited);
        return lines;
    }
    auto *line = new QLineEdit(option.defaultValue);
    line->setPlaceholderText(option.placeholder);
    line->setAccessibleName(option.label);
    connect(line, &QLineEdit::textChanged, this, edited);
    if (option.kind == Option::Kind::Url) {
        line->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
        connect(line, &QLineEdit::editingFinished, this, &OptionForm::takeSecretsOutOfUrl);
        // What is typed may not be finished, what is pasted is.
        connect(line, &QLineEdit::textEdited, this,
                [this, raw, length = qsizetype(0)](const QString &text) mutable {
                    if (text.size() > std::exchange(length, text.size()) + 1)
                        takeSecretsOut(*raw);
                });
    }
    return line;
}

void OptionForm::showAdvanced(bool shown)
{
    if (m_state->more)
        m_state->more->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    for (const auto &field : m_state->fields) {
        const bool there = m_state->isShown(*field, shown);
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
    for (const auto &other : m_state->fields) {
        if (other->option.key == plaintextKey) // asked only where there is no encryption
            refreshNote(*other);
    }
    Q_EMIT changed();
    Q_EMIT resized();
}

/// Another scheme may want other settings. What is typed stays in those that are not shown.
void OptionForm::followUrl()
{
    const Transport now = m_state->dialect.transportFor(m_state->url());
    if (std::exchange(m_state->transport, now) == now)
        return;
    for (const auto &field : m_state->fields) {
        if (field->option.onlyOver)
            refreshNote(*field);
    }
    showAdvanced(m_state->isAdvancedShown());
}

void OptionForm::takeSecretsOutOfUrl()
{
    for (const auto &field : m_state->fields) {
        if (field->option.kind == Option::Kind::Url)
            takeSecretsOut(*field);
    }
}

void OptionForm::takeSecretsOut(OptionField &field)
{
    const SortedUrl sorted = sortUrl(field.value(), m_state->dialect);
    if (!sorted.hadSecrets())
        return;
    QStringList sentences;
    for (const auto &other : m_state->fields) {
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
    field.problem = m_state->problemWith(field);
    field.sayWhatIsUp();
    field.setVisible(m_state->isShown(field, m_state->isAdvancedShown()));
}

OptionValues OptionForm::options() const
{
    OptionValues values;
    for (const auto &field : m_state->fields) {
        const bool asked = field->option.key != plaintextKey || m_state->isShown(*field, true);
        if (field->option.kind != Option::Kind::Secret && m_state->applies(*field) && asked
            && field->value() != field->option.defaultValue)
            values.insert(field->option.key, field->value());
    }
    return values;
}

OptionValues OptionForm::secrets() const
{
    OptionValues values;
    for (const auto &field : m_state->fields) {
        if (field->option.kind == Option::Kind::Secret && !field->value().isEmpty()
            && m_state->applies(*field))
            values.insert(field->option.key, field->value());
    }
    if (!m_state->urlQuery.isEmpty())
        values.insert(urlQueryKey, m_state->urlQuery);
    return values;
}

void OptionForm::setSecrets(const OptionValues &secrets)
{
    for (const auto &field : m_state->fields) {
        if (field->option.kind == Option::Kind::Secret && secrets.contains(field->option.key))
            field->setValue(secrets.value(field->option.key));
    }
    m_state->urlQuery = secrets.value(urlQueryKey, m_state->urlQuery);
}

void OptionForm::setOptions(const OptionValues &values)
{
    for (const auto &field : m_state->fields) {
        const auto value = values.constFind(field->option.key);
        if (value == values.constEnd() || field->option.kind == Option::Kind::Secret)
            continue;
        if (const auto *choice = qobject_cast<QComboBox *>(field->editor);
            choice && choice->findData(*value) < 0)
            continue; // of another version, or another system
        field->setValue(*value);
        if (field->option.advanced && *value != field->option.defaultValue && m_state->more
            && m_state->applies(*field))
            m_state->more->setChecked(true);
    }
}

void OptionForm::setSecretsKept(const QString &placeholder)
{
    m_state->secretsKept = placeholder;
    for (const auto &field : m_state->fields) {
        if (auto *secret = qobject_cast<SecretField *>(field->editor)) {
            secret->edit()->setPlaceholderText(placeholder);
            refreshNote(*field);
        }
    }
}

void OptionForm::setSecretsKnown(const QStringList &keys)
{
    for (const auto &field : m_state->fields) {
        if (auto *secret = qobject_cast<SecretField *>(field->editor))
            secret->edit()->setPlaceholderText(
                keys.contains(field->option.key) ? m_state->secretsKept : tr("none yet"));
    }
}

bool OptionForm::hasSecrets() const
{
    return !m_state->urlQuery.isEmpty()
        || std::any_of(m_state->fields.begin(), m_state->fields.end(), [](const auto &field) {
               return field->option.kind == Option::Kind::Secret;
           });
}

QString OptionForm::problem() const
{
    for (const auto &field : m_state->fields) {
        if (!field->problem.isEmpty())
            return field->problem;
    }
    return {};
}

void OptionForm::showAllProblems()
{
    for (const auto &field : m_state->fields) {
        field->touched = true;
        if (!field->problem.isEmpty() && field->option.advanced)
            m_state->more->setChecked(true);
        refreshNote(*field);
    }
    Q_EMIT resized();
}

void OptionForm::focusProblem()
{
    for (const auto &field : m_state->fields) {
        if (!field->problem.isEmpty()) {
            field->editor->setFocus();
            return;
        }
    }
    if (!m_state->fields.empty())
        m_state->fields.front()->editor->setFocus();
}

bool OptionForm::focusSecret()
{
    for (const bool advanced : {false, true}) {
        for (const auto &field : m_state->fields) {
            if (field->option.kind != Option::Kind::Secret || field->option.advanced != advanced
                || !m_state->applies(*field))
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
