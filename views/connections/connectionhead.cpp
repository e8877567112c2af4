// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/connectionhead.h"

#include "models/connectionmodel.h"
#include "views/connections/detectbox.h"
#include "views/connections/namefield.h"
#include "views/connections/systembox.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QPushButton>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

ConnectionHead::ConnectionHead(const ConnectionModel *connections, const DetectService &service,
                               const QString &id, const QFontMetrics &metrics)
    : m_connections(connections), m_system(new QComboBox),
      m_description(new WrapLabel({}, WrapLabel::Tone::Dim)),
      m_detect(new DetectBox(connections, service)), m_name(new NameField(connections, id))
{
    m_system->setAccessibleName(tr("System"));
    auto *systemLabel = new PlainLabel(tr("&System"));
    systemLabel->setBuddy(m_system);
    auto *nameLabel = new PlainLabel(tr("&Name"));
    nameLabel->setBuddy(m_name);
    fillSystemBox(m_system, *connections);
    m_labelWidth = std::max(systemLabel->sizeHint().width(), nameLabel->sizeHint().width());
    measureLabels(metrics);

    setHorizontalSpacing(margin(metrics, 0.75));
    setVerticalSpacing(margin(metrics, 0.3));
    setColumnMinimumWidth(0, m_labelWidth);
    setColumnStretch(1, 1);
    auto *choice = new QHBoxLayout;
    choice->addWidget(m_system, 1);
    choice->addWidget(m_detect->button());
    auto *found = new QVBoxLayout;
    found->addWidget(m_description);
    found->addWidget(m_detect);
    addWidget(systemLabel, 0, 0);
    addLayout(choice, 0, 1);
    addLayout(found, 1, 1);
    setRowMinimumHeight(2, margin(metrics, 0.25));
    addWidget(nameLabel, 3, 0);
    addWidget(m_name, 3, 1);
    addWidget(m_name->note(), 4, 1);
    connect(m_system, &QComboBox::currentIndexChanged, this, &ConnectionHead::systemChosen);
}

void ConnectionHead::measureLabels(const QFontMetrics &metrics)
{
    for (const DialectInfo &dialect : m_connections->dialects()) {
        for (const Option &option : dialect.options) {
            if (option.kind != Option::Kind::Flag)
                m_labelWidth =
                    std::max(m_labelWidth, metrics.horizontalAdvance(option.label + u" *"_s) + 2);
        }
    }
}

QString ConnectionHead::system() const
{
    return m_system->currentData().toString();
}

QString ConnectionHead::systemTitle() const
{
    return m_system->currentText();
}

const DialectInfo *ConnectionHead::dialect() const
{
    return m_connections->dialect(system());
}

void ConnectionHead::choose(const QString &system)
{
    m_system->setCurrentIndex(m_system->findData(system));
}

void ConnectionHead::begin(const QString &system, bool changeable)
{
    const QSignalBlocker quiet(m_system);
    choose(system);
    m_system->setEnabled(changeable);
}

void ConnectionHead::describe(const QString &warning)
{
    const DialectInfo *system = dialect();
    if (!warning.isEmpty())
        m_description->say(severityGlyph(Severity::Warning) + u' ' + warning,
                           WrapLabel::Tone::Warning);
    else
        m_description->say(system ? system->description
                                  : tr("This version of Eventscope does not know the system."),
                           WrapLabel::Tone::Dim);
}

} // namespace eventscope
