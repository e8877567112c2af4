// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optionfield.h"

#include "views/connections/optionform.h"
#include "views/connections/secretfield.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace eventscope {

using namespace Qt::StringLiterals;

QString OptionField::value() const
{
    if (const auto *secret = qobject_cast<const SecretField *>(editor))
        return secret->secret();
    if (const auto *choice = qobject_cast<const QComboBox *>(editor))
        return choice->currentData().toString();
    if (const auto *flag = qobject_cast<const QCheckBox *>(editor))
        return flag->isChecked() ? u"true"_s : u"false"_s;
    if (const auto *lines = qobject_cast<const QPlainTextEdit *>(editor))
        return lines->toPlainText().trimmed();
    return static_cast<const QLineEdit *>(editor)->text().trimmed();
}

void OptionField::setValue(const QString &value) const
{
    if (auto *choice = qobject_cast<QComboBox *>(editor))
        choice->setCurrentIndex(choice->findData(value));
    else if (auto *flag = qobject_cast<QCheckBox *>(editor))
        flag->setChecked(value == "true"_L1);
    else if (auto *lines = qobject_cast<QPlainTextEdit *>(editor))
        lines->setPlainText(value);
    else if (auto *line = qobject_cast<QLineEdit *>(editor))
        line->setText(value);
    else if (auto *secret = qobject_cast<SecretField *>(editor))
        secret->edit()->setText(value);
}

void OptionField::sayWhatIsUp() const
{
    const bool missing = value().isEmpty();
    const QString warning = option.kind == Option::Kind::Url ? urlWarning(value()) : QString();
    if (!problem.isEmpty() && (touched || !missing))
        note->say(severityGlyph(Severity::Error) + u' ' + problem, WrapLabel::Tone::Error);
    else if (!moved.isEmpty() && movedFrom == value())
        note->say(severityGlyph(Severity::Success) + u' ' + moved, WrapLabel::Tone::Success);
    else if (!warning.isEmpty())
        note->say(severityGlyph(Severity::Warning) + u' ' + warning, WrapLabel::Tone::Warning);
    else
        note->say(option.hint, WrapLabel::Tone::Dim);
    editor->setAccessibleDescription(note->text());
    if (remedy) {
        const QString better = webSocketUrlFor(value());
        remedy->setText(better.startsWith("wss"_L1) ? OptionForm::tr("Change to wss://")
                                                    : OptionForm::tr("Change to ws://"));
    }
}

void OptionField::setVisible(bool visible) const
{
    if (label)
        label->setVisible(visible);
    editor->setVisible(visible);
    note->setVisible(visible && !note->text().isEmpty());
    if (remedy)
        remedy->setVisible(visible && !webSocketUrlFor(value()).isEmpty());
}

} // namespace eventscope
