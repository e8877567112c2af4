// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/connectiontrial.h"

#include "models/event/displaytext.h"
#include "views/slimbar.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QPushButton>

namespace eventscope {

namespace {

QString label(bool running)
{
    return running ? ConnectionTrial::tr("S&top Test") : ConnectionTrial::tr("&Test");
}

} // namespace

ConnectionTrial::ConnectionTrial(Service service, QObject *parent)
    : QObject(parent), m_service(std::move(service)), m_button(new QPushButton(label(false))),
      m_busy(new SlimBar), m_answer(new WrapLabel)
{
    m_answer->setAccessibleName(tr("Result of the test"));
    m_answer->hide();
    m_busy->setRange(0, 0);
    m_busy->setAccessibleName(tr("The test is running"));
    m_busy->hide();
    m_button->setAutoDefault(false);
    m_button->setVisible(bool(m_service));
    m_button->setToolTip(tr("Try to connect with these settings, without keeping them"));
    connect(m_button, &QPushButton::clicked, this, &ConnectionTrial::asked);
}

void ConnectionTrial::start(const ConnectionProfile &profile, const OptionValues &secrets)
{
    m_run = std::make_shared<int>();
    m_button->setText(label(true));
    m_busy->show();
    m_answer->say(tr("Trying to connect…"), WrapLabel::Tone::Dim);
    Q_EMIT resized();
    const std::weak_ptr<int> run = m_run;
    m_service(profile, secrets, [this, run](bool works, const QString &sentence) {
        if (!run.expired()) // else the dialog is gone or asks for something else
            show(works, sentence);
    });
}

void ConnectionTrial::forget()
{
    m_run.reset();
    m_button->setText(label(false));
    m_busy->hide();
    m_answer->say({}, WrapLabel::Tone::Dim);
}

void ConnectionTrial::show(bool works, const QString &sentence)
{
    forget();
    const QString glyph = severityGlyph(works ? Severity::Success : Severity::Error);
    const QString answer = works ? sentence : tr("It does not work: %1").arg(sentence);
    m_answer->say(glyph + u' ' + displayText(answer, 600),
                  works ? WrapLabel::Tone::Success : WrapLabel::Tone::Error);
    Q_EMIT resized();
}

} // namespace eventscope
