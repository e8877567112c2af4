// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace eventscope {

class ConnectionModel;
class WrapLabel;

/// The name of a connection: suggested until the user writes one, with a note where it is missing
/// or taken. The model is not owned and outlives the field.
class NameField final : public QLineEdit
{
    Q_OBJECT
public:
    /// For the connection with this id.
    NameField(const ConnectionModel *connections, const QString &id);

    /// Belongs under the field; owned by the layout that it is put into.
    WrapLabel *note() const { return m_note; }
    QString name() const { return text().simplified(); }
    /// One that is not to be replaced by a suggestion.
    void setName(const QString &name);
    /// One that is, if it was suggested for this system and URL and stands as it was.
    void setName(const QString &name, const QString &system, const QString &url);
    void suggest(const QString &system, const QString &url);
    /// Makes the note say what is wrong.
    void check();

private:
    const ConnectionModel *m_connections;
    QString m_id;
    WrapLabel *m_note;
    bool m_chosen = false;
};

} // namespace eventscope
