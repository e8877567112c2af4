// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/certificatedialog.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString moment(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

/// In two lines, so that nobody compares the ends only.
PlainLabel *fingerprint(const QString &pin, const QString &name)
{
    QString text = readablePin(pin);
    constexpr qsizetype half = 8 * 5;
    text.replace(half - 1, 1, u'\n');
    auto *label = new PlainLabel(text);
    label->setFont(fixedFont(label->font()));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    return label;
}

} // namespace

bool hasRefusedCertificate(const ConnectionModel &connections, const QString &connectionId)
{
    return connections.status(connectionId).certificate.has_value();
}

CertificateDialog::CertificateDialog(ConnectionModel *connections, const QString &connectionId,
                                     QWidget *parent)
    : QDialog(parent), m_connections(connections), m_id(connectionId),
      m_certificate(connections->status(connectionId).certificate.value_or(RefusedCertificate()))
{
    setObjectName(u"certificateDialog"_s);
    setWindowTitle(tr("Certificate of the Server"));
    const ConnectionProfile *profile = connections->profile(connectionId);
    build(profile ? displayText(profile->name, 60) : QString(),
          displayText(connections->status(connectionId).cause, 300));
}

void CertificateDialog::build(const QString &name, const QString &cause)
{
    const bool changed = !m_certificate.expectedPin.isEmpty();
    auto *layout = dialogLayout(this);
    auto *why = new WrapLabel(
        severityGlyph(Severity::Error) + u' '
            + (changed ? tr("“%1” is not connected: its server shows another certificate than the "
                            "one that it is pinned to.")
                             .arg(name)
                       : tr("“%1” is not connected: %2.").arg(name, withoutHolder(cause))),
        WrapLabel::Tone::Error);
    why->setMaxLines(6);
    layout->addWidget(why);
    layout->addLayout(makeForm());
    auto *advice = new WrapLabel(
        tr("Ask whoever runs the server for this fingerprint before you trust it: somebody between "
           "you and the server would show a certificate of their own. It is trusted for this "
           "connection only, and no other certificate is then."),
        WrapLabel::Tone::Dim);
    advice->setMaxLines(8);
    layout->addWidget(advice);
    layout->addStretch(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *trusting =
        buttons->addButton(tr("&Trust This Certificate"), QDialogButtonBox::AcceptRole);
    trusting->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    connect(trusting, &QPushButton::clicked, this, &CertificateDialog::trust);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Cancel)->setFocus();
    resize(34 * margin(fontMetrics(), 1.0), sizeHint().height());
}

QLayout *CertificateDialog::makeForm() const
{
    const bool changed = !m_certificate.expectedPin.isEmpty();
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(margin(fontMetrics(), 0.75));
    form->addRow(new PlainLabel(tr("Issued to")), new PlainLabel(m_certificate.subject));
    form->addRow(new PlainLabel(tr("Issued by")), new PlainLabel(m_certificate.issuer));
    form->addRow(new PlainLabel(tr("Valid from")), new PlainLabel(moment(m_certificate.validFrom)));
    form->addRow(new PlainLabel(tr("Valid until")),
                 new PlainLabel(moment(m_certificate.validUntil)));
    if (changed)
        form->addRow(new PlainLabel(tr("Pinned SHA-256")),
                     fingerprint(m_certificate.expectedPin, tr("Pinned SHA-256")));
    form->addRow(new PlainLabel(changed ? tr("Shown SHA-256") : tr("SHA-256")),
                 fingerprint(m_certificate.pin, tr("SHA-256")));
    return form;
}

void CertificateDialog::trust()
{
    if (const ConnectionProfile *profile = m_connections->profile(m_id)) {
        ConnectionProfile edited = *profile;
        edited.options.insert(pinKey, m_certificate.pin);
        m_connections->editConnection(edited, {}, false);
    }
    accept();
}

} // namespace eventscope
