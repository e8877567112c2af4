// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/messagedialog.h"

#include "models/event/displaytext.h"
#include "models/event/jsontape.h"
#include "views/dialoglayout.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextCursor>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

MessageDialog::MessageDialog(const QString &topic, QWidget *parent)
    : QDialog(parent), m_topic(new QLineEdit(topic)), m_text(new QPlainTextEdit(u"{\n}"_s)),
      m_problem(new WrapLabel), m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel))
{
    setWindowTitle(tr("Send Message"));
    auto *layout = dialogLayout(this);
    auto *topicLabel = new PlainLabel(tr("&Topic"));
    topicLabel->setBuddy(m_topic);
    auto *textLabel = new PlainLabel(tr("&Message (a JSON object)"));
    textLabel->setBuddy(m_text);
    m_topic->setFont(fixedFont(font()));
    m_text->setFont(fixedFont(font()));
    m_text->setTabChangesFocus(true);
    m_text->moveCursor(QTextCursor::EndOfLine); // between the brackets
    m_problem->setAccessibleName(tr("Problems"));
    QPushButton *send = m_buttons->addButton(tr("&Send"), QDialogButtonBox::AcceptRole);
    layout->addWidget(topicLabel);
    layout->addWidget(m_topic);
    layout->addWidget(textLabel);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    send->setDefault(true); // only now it knows its dialog
    connect(m_buttons, &QDialogButtonBox::accepted, this, &MessageDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &MessageDialog::reject);
    connect(m_topic, &QLineEdit::textChanged, this, &MessageDialog::check);
    connect(m_text, &QPlainTextEdit::textChanged, this, &MessageDialog::check);
    check();
    if (topic.isEmpty())
        m_topic->setFocus();
    else
        m_text->setFocus();
    resize(32 * margin(fontMetrics(), 1.0), sizeHint().height());
}

QString MessageDialog::topic() const
{
    return m_topic->text().trimmed();
}

QByteArray MessageDialog::message() const
{
    return m_text->toPlainText().trimmed().toUtf8();
}

QString MessageDialog::problem() const
{
    if (topic().isEmpty())
        return tr("The topic is missing.");
    const QByteArray text = message();
    JsonTape tape;
    if (!tape.parse({text.constData(), size_t(text.size())})) {
        const QByteArray before = text.left(qsizetype(tape.errorOffset()));
        return tr("Line %1 is no JSON: %2.")
            .arg(before.count('\n') + 1)
            .arg(displayText(tape.error(), 200));
    }
    if (tape[0].kind != JsonKind::Object)
        return tr("A message must be an object: { … }.");
    return {};
}

void MessageDialog::check()
{
    const QString what = problem();
    m_problem->say(what, WrapLabel::Tone::Error);
    for (QAbstractButton *button : m_buttons->buttons()) {
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(what.isEmpty());
    }
}

} // namespace eventscope
