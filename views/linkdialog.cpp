// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/linkdialog.h"

#include "models/event/displaytext.h"
#include "models/event/event.h"
#include "views/dialoglayout.h"
#include "views/openabove.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>

namespace eventscope {

using namespace Qt::StringLiterals;

LinkDialog::LinkDialog(WebLink link, QWidget *parent)
    : QDialog(parent), m_link(std::move(link)), m_problem(new WrapLabel)
{
    setObjectName(u"linkDialog"_s);
    setWindowTitle(tr("Open Link"));
    build();
}

void LinkDialog::build()
{
    auto *layout = dialogLayout(this);
    layout->addWidget(new WrapLabel(tr("This link leads to")));
    auto *site = new WrapLabel(displayText(m_link.site, 300));
    site->setObjectName(u"linkSite"_s);
    site->setAccessibleName(tr("Site"));
    site->setFont(strongFont(fixedFont(font())));
    layout->addWidget(site);
    addWarnings(layout);
    auto *whole = new WrapLabel(displayText(QString::fromLatin1(m_link.url.toEncoded()), 600),
                                WrapLabel::Tone::Dim);
    whole->setAccessibleName(tr("The whole link"));
    whole->setFont(fixedFont(font()));
    layout->addWidget(whole);
    layout->addWidget(
        new WrapLabel(tr("It came with an event: whoever sent that chose where it leads."),
                      WrapLabel::Tone::Dim));
    layout->addWidget(m_problem);
    layout->addStretch(1);
    QDialogButtonBox *buttons = makeButtons();
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Cancel)->setFocus();
    m_problem->hide();
    resize(30 * margin(fontMetrics(), 1.0), sizeHint().height());
    growToFit(this);
}

void LinkDialog::addWarnings(QVBoxLayout *layout) const
{
    const auto warn = [layout](const QString &text) {
        layout->addWidget(new WrapLabel(severityGlyph(Severity::Warning) + u' ' + text,
                                        WrapLabel::Tone::Warning));
    };
    if (!m_link.before.isEmpty())
        warn(tr("“%1” before the @ is no part of the site.").arg(displayText(m_link.before, 80)));
    if (!m_link.letters.isEmpty())
        warn(tr("The site is written with other letters than a to z, “%1”, and may look like one "
                "that you know.")
                 .arg(displayText(m_link.letters, 120)));
    if (!m_link.encrypted)
        warn(tr("What is sent and shown there is not encrypted."));
}

QDialogButtonBox *LinkDialog::makeButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *open = buttons->addButton(tr("&Open in Browser"), QDialogButtonBox::AcceptRole);
    QPushButton *copy = buttons->addButton(tr("Copy &Link"), QDialogButtonBox::ActionRole);
    open->setAutoDefault(false);
    copy->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    connect(open, &QPushButton::clicked, this, &LinkDialog::follow);
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromLatin1(m_link.url.toEncoded()));
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void LinkDialog::follow()
{
    if (QDesktopServices::openUrl(m_link.url)) {
        accept();
        return;
    }
    m_problem->say(severityGlyph(Severity::Error) + u' '
                       + tr("This desktop has no program that opens links; copy it instead."),
                   WrapLabel::Tone::Error);
    growToFit(this);
}

QAction *addLinkAction(QMenu *menu, QWidget *owner, const QString &value)
{
    QAction *action = menu->addAction(LinkDialog::tr("Open &Link…"));
    // What is masked leads elsewhere.
    const auto link = value.contains("[masked]"_L1) ? std::nullopt : webLink(value);
    action->setEnabled(link.has_value());
    if (link)
        QObject::connect(action, &QAction::triggered, owner, [owner, link] {
            openAbove(owner, new LinkDialog(*link, owner->window()));
        });
    return action;
}

} // namespace eventscope
