// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/namefield.h"

#include "models/connectionmodel.h"
#include "views/connections/connectionname.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <algorithm>

namespace eventscope {

NameField::NameField(const ConnectionModel *connections, const QString &id)
    : m_connections(connections), m_id(id), m_note(new WrapLabel)
{
    setMaxLength(maxConnectionName);
    setAccessibleName(tr("Name"));
    m_note->hide();
    connect(this, &QLineEdit::textEdited, this,
            [this](const QString &text) { m_chosen = !text.isEmpty(); });
}

void NameField::setName(const QString &name)
{
    m_chosen = true;
    setText(name);
}

void NameField::suggest(const QString &system, const QString &url)
{
    if (m_chosen || unnumberedName(text()) == suggestedConnectionName(system, url, {}))
        return;
    QVector<ConnectionProfile> others = m_connections->profiles();
    others.removeIf([this](const ConnectionProfile &other) { return other.id == m_id; });
    setText(suggestedConnectionName(system, url, others));
}

void NameField::setName(const QString &name, const QString &system, const QString &url)
{
    setName(name);
    m_chosen = unnumberedName(name) != suggestedConnectionName(system, url, {});
}

void NameField::check()
{
    if (name().isEmpty()) {
        m_note->say(severityGlyph(Severity::Error) + u' ' + tr("Give it a name."),
                    WrapLabel::Tone::Error);
        return;
    }
    const auto all = m_connections->profiles();
    const bool taken = std::any_of(all.begin(), all.end(), [this](const ConnectionProfile &other) {
        return other.id != m_id && other.name == name();
    });
    m_note->say(taken ? severityGlyph(Severity::Warning) + u' '
                        + tr("Another connection has this name too.")
                      : QString(),
                WrapLabel::Tone::Warning);
}

} // namespace eventscope
