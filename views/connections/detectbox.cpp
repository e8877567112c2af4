// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/detectbox.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/slimbar.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Below this, what was seen is a hint and no proof.
constexpr int likely = 50;
constexpr int longestSentence = 600;

} // namespace

DetectBox::DetectBox(const ConnectionModel *connections, DetectService service, QWidget *parent)
    : QWidget(parent), m_connections(connections), m_service(std::move(service)),
      m_button(new QPushButton(this)), m_takeOver(new QPushButton), m_sentence(new WrapLabel),
      m_busy(new SlimBar)
{
    m_button->setAutoDefault(false);
    m_button->setVisible(bool(m_service));
    m_button->setToolTip(tr("Connect, listen for up to five seconds, and tell what the server "
                            "speaks; nothing is sent"));
    m_takeOver->setAutoDefault(false);
    m_sentence->setAccessibleName(tr("What the server speaks"));
    m_busy->setRange(0, 0);
    m_busy->setAccessibleName(tr("Listening to the server"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, margin(fontMetrics(), 0.3), 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.3));
    layout->addWidget(m_sentence);
    layout->addWidget(m_busy);
    layout->addWidget(m_takeOver, 0, Qt::AlignLeft);
    connect(m_button, &QPushButton::clicked, this, &DetectBox::asked);
    connect(m_takeOver, &QPushButton::clicked, this, [this] {
        const DetectedDialect found = m_found; // whoever hears of it forgets it here
        Q_EMIT taken(found);
    });
    forget();
}

void DetectBox::showRunning(bool running)
{
    m_button->setText(running ? tr("Stop &Detecting") : tr("&Detect"));
    m_busy->setVisible(running);
}

void DetectBox::start(const ConnectionProfile &profile, const OptionValues &secrets)
{
    forget();
    const QString problem = problemWithUrl(profile.options.value(u"url"_s));
    if (!problem.isEmpty()) { // also that of a system which is no WebSocket, where it is a good one
        m_sentence->say(severityGlyph(Severity::Warning) + u' '
                            + tr("Only a WebSocket can be listened to. %1").arg(problem),
                        WrapLabel::Tone::Warning);
        setVisible(true);
        Q_EMIT resized();
        return;
    }
    m_run = std::make_shared<int>();
    m_asked = profile;
    showRunning(true);
    m_sentence->say(tr("Listening to what the server says…"), WrapLabel::Tone::Dim);
    setVisible(true);
    Q_EMIT resized();
    const std::weak_ptr<int> run = m_run;
    m_service(profile, secrets, [this, run](const DetectedDialect &found) {
        if (!run.expired()) // else the dialog is gone or asks for something else
            show(found);
    });
}

void DetectBox::forget()
{
    m_run.reset();
    m_found = {};
    showRunning(false);
    m_sentence->say({}, WrapLabel::Tone::Dim);
    m_takeOver->hide();
    hide();
}

void DetectBox::say(Severity severity, const QString &sentence)
{
    m_sentence->say(severityGlyph(severity) + u' ' + sentence + u' '
                        + displayText(m_found.why, longestSentence),
                    severity == Severity::Success ? WrapLabel::Tone::Success
                                                  : WrapLabel::Tone::Warning);
}

void DetectBox::show(const DetectedDialect &found)
{
    forget();
    m_found = found;
    setVisible(true);
    const DialectInfo *known = m_connections->dialect(found.dialect);
    const DialectInfo *chosen = m_connections->dialect(m_asked.dialect);
    const bool sure = found.confidence >= likely;
    if (found.dialect.isEmpty()) {
        say(Severity::Warning, tr("There is no telling what this server speaks."));
    } else if (!known) {
        say(Severity::Warning,
            tr("This looks like “%1”, which this version of Eventscope does not know.")
                .arg(displayText(found.dialect, 40)));
    } else if (found.dialect == m_asked.dialect) {
        say(Severity::Success,
            (sure ? tr("This is %1, as chosen.") : tr("This may be %1, as chosen."))
                .arg(known->title));
        bool news = false;
        for (auto it = found.options.cbegin(); it != found.options.cend(); ++it)
            news |= m_asked.options.value(it.key()) != it.value();
        m_takeOver->setText(tr("&Use What Was Found"));
        m_takeOver->setVisible(news);
    } else {
        const QString other = chosen ? chosen->title : tr("what was chosen");
        say(sure ? Severity::Success : Severity::Warning,
            (sure ? tr("This looks like %1, not %2.") : tr("This may be %1 rather than %2."))
                .arg(known->title, other));
        m_takeOver->setText(tr("S&witch to %1").arg(QString(known->title).replace(u'&', u"&&"_s)));
        m_takeOver->setVisible(true);
    }
    Q_EMIT resized();
}

} // namespace eventscope
