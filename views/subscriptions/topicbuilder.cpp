// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/topicbuilder.h"

#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto uuidExample = u"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

enum AllOrOne : int { All, One };

} // namespace

struct TopicBuilder::Part
{
    TopicPart part;
    QComboBox *combo = nullptr; ///< choices, suggestions, or all/one
    QLineEdit *line = nullptr; ///< the identifier
    WrapLabel *note = nullptr;

    QString value() const
    {
        if (!line)
            return combo ? combo->currentText().trimmed() : QString();
        if (combo && combo->currentIndex() == All)
            return u"*"_s;
        return line->text().trimmed();
    }

    void setValue(const QString &value)
    {
        const QSignalBlocker quietCombo(combo);
        const QSignalBlocker quietLine(line);
        if (!line) {
            const int at = combo->findText(value);
            combo->setCurrentIndex(at);
            if (combo->isEditable())
                combo->setEditText(value);
        } else {
            const bool all = combo && value == "*"_L1;
            if (combo)
                combo->setCurrentIndex(all ? All : One);
            line->setEnabled(!all);
            if (!all && line->text().trimmed() != value) // keeps the cursor while the user types
                line->setText(value);
        }
    }
};

struct TopicBuilder::State
{
    TopicForm form;
    QGridLayout *grid = nullptr;
    std::vector<std::unique_ptr<Part>> parts; ///< on the heap: lambdas hold references
};

bool isUuid(const QString &text)
{
    static const QRegularExpression form(
        u"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"_s);
    return form.match(text).hasMatch();
}

TopicBuilder::TopicBuilder(const TopicForm &form, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->form = form;
    m_state->grid = new QGridLayout(this);
    m_state->grid->setContentsMargins(0, 0, 0, 0);
    m_state->grid->setHorizontalSpacing(margin(fontMetrics(), 0.75));
    m_state->grid->setVerticalSpacing(margin(fontMetrics(), 0.3));
    m_state->grid->setColumnStretch(1, 1);
    for (qsizetype i = 0; i < form.parts.size(); ++i)
        addPart(form.parts[i], int(i) * 3);
}

TopicBuilder::~TopicBuilder() = default;

void TopicBuilder::addPart(const TopicPart &part, int row)
{
    auto made = std::make_unique<Part>();
    Part *raw = made.get();
    made->part = part;
    const bool identifier =
        part.kind == TopicPart::Kind::Uuid || part.kind == TopicPart::Kind::UuidOrAll;
    auto *holder = new QHBoxLayout;
    holder->setSpacing(margin(fontMetrics(), 0.4));
    if (part.kind != TopicPart::Kind::Uuid) {
        made->combo = new QComboBox;
        made->combo->setAccessibleName(part.label);
        if (identifier) {
            made->combo->addItems({tr("All of them"), tr("Only this one:")});
        } else {
            made->combo->setEditable(part.kind == TopicPart::Kind::Suggested);
            made->combo->setInsertPolicy(QComboBox::NoInsert);
            made->combo->addItems(part.choices);
        }
        connect(made->combo, &QComboBox::currentTextChanged, this,
                [this, raw](const QString &text) { partEdited(*raw, text); });
        holder->addWidget(made->combo, identifier ? 0 : 1);
    }
    if (identifier) {
        made->line = new QLineEdit;
        made->line->setFont(fixedFont(font()));
        made->line->setPlaceholderText(QString::fromUtf16(uuidExample));
        made->line->setAccessibleName(part.label);
        connect(made->line, &QLineEdit::textChanged, this,
                [this, raw](const QString &text) { partEdited(*raw, text); });
        holder->addWidget(made->line, 1);
    }
    auto *label = new PlainLabel(part.label);
    label->setBuddy(made->combo ? static_cast<QWidget *>(made->combo) : made->line);
    made->note = new WrapLabel(part.hint, WrapLabel::Tone::Dim);
    m_state->grid->addWidget(label, row, 0);
    m_state->grid->addLayout(holder, row, 1);
    m_state->grid->addWidget(made->note, row + 1, 1);
    m_state->parts.push_back(std::move(made));
    refreshNote(*raw);
}

void TopicBuilder::partEdited(Part &part, const QString &text)
{
    const TopicForm &form = m_state->form;
    if (text.contains(form.separator)) { // a whole pattern was pasted into one part
        const QStringList values = form.split(text.trimmed());
        if (values.size() == form.parts.size())
            setPattern(text.trimmed());
    }
    if (part.combo && part.line) {
        part.line->setEnabled(part.combo->currentIndex() == One);
        if (part.combo->currentIndex() == One && part.combo->hasFocus()
            && part.line->text().isEmpty())
            part.line->setFocus();
    }
    refreshNote(part);
    Q_EMIT changed();
}

void TopicBuilder::refreshNote(const Part &part) const
{
    const QString value = part.value();
    if (part.line && part.line->isEnabled() && !value.isEmpty() && value != "*"_L1
        && !isUuid(value))
        part.note->say(severityGlyph(Severity::Warning) + u' '
                           + tr("That is no UUID; the server may refuse it."),
                       WrapLabel::Tone::Warning);
    else
        part.note->say(part.part.hint, WrapLabel::Tone::Dim);
}

void TopicBuilder::focusFirstEmpty()
{
    QWidget *first = nullptr;
    for (const auto &part : m_state->parts) {
        QWidget *field = part->line && part->line->isEnabled() ? static_cast<QWidget *>(part->line)
                                                               : part->combo;
        if (!first)
            first = field;
        if (part->value().isEmpty())
            return field->setFocus(Qt::TabFocusReason);
    }
    if (first)
        first->setFocus(Qt::TabFocusReason);
}

void TopicBuilder::setLabelWidth(int width)
{
    m_state->grid->setColumnMinimumWidth(0, width);
}

int TopicBuilder::labelWidth() const
{
    int widest = 0;
    for (int row = 0; row < m_state->grid->rowCount(); ++row) {
        if (const QLayoutItem *label = m_state->grid->itemAtPosition(row, 0))
            widest = std::max(widest, label->sizeHint().width());
    }
    return widest;
}

QString TopicBuilder::pattern() const
{
    QStringList values;
    for (const auto &part : m_state->parts)
        values += part->value();
    return m_state->form.join(values);
}

void TopicBuilder::setPattern(const QString &pattern)
{
    const QStringList values = m_state->form.split(pattern);
    for (size_t i = 0; i < m_state->parts.size(); ++i) {
        m_state->parts[i]->setValue(values.value(qsizetype(i)));
        refreshNote(*m_state->parts[i]);
    }
}

QString TopicBuilder::startingPattern(const QString &last, const QStringList &taken) const
{
    const TopicForm &form = m_state->form;
    QStringList values = form.split(last);
    const bool usable = values.size() == form.parts.size();
    if (!usable)
        values = QStringList(form.parts.size(), QString());
    qsizetype varied = -1; // the part that is tried through: the last one with choices
    for (qsizetype i = 0; i < form.parts.size(); ++i) {
        const TopicPart &part = form.parts[i];
        const bool all = part.kind == TopicPart::Kind::UuidOrAll;
        if (all || (!usable && !part.choices.isEmpty()))
            values[i] = all ? u"*"_s : part.choices.first();
        if (!all && !part.choices.isEmpty())
            varied = i;
    }
    for (qsizetype i = 0; varied >= 0 && i < form.parts[varied].choices.size(); ++i) {
        QStringList candidate = values;
        candidate[varied] = form.parts[varied].choices[i];
        if (!taken.contains(form.join(candidate)))
            return form.join(candidate);
    }
    return form.join(values);
}

} // namespace eventscope
