// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QFontMetrics>
#include <QGridLayout>

class QComboBox;

namespace eventscope {

class ConnectionModel;
class DetectBox;
class NameField;
class WrapLabel;

/// The top of the connection dialog: which system, what that is, how to find it out, and the name.
/// A layout and no widget, so that the dialog knows its new height at once when a note comes or
/// goes. The model is not owned and outlives it; the widgets belong to the dialog.
class ConnectionHead final : public QGridLayout
{
    Q_OBJECT
public:
    /// `id` is that of the connection. `metrics` are those of the dialog.
    ConnectionHead(const ConnectionModel *connections, const DetectService &service,
                   const QString &id, const QFontMetrics &metrics);

    DetectBox *detect() const { return m_detect; }
    NameField *name() const { return m_name; }
    /// The left column is wide enough for the labels of all systems, so that nothing moves when
    /// another one is chosen.
    int labelWidth() const { return m_labelWidth; }

    QString system() const;
    QString systemTitle() const;
    /// Null: this version does not know it.
    const DialectInfo *dialect() const;
    /// Chosen in the name of the user, as if by hand.
    void choose(const QString &system);
    /// Shows it without a word to anybody; whether the user may choose another.
    void begin(const QString &system, bool changeable);
    /// Says what the system is, or in its place what a connection loses by it.
    void describe(const QString &warning);

Q_SIGNALS:
    void systemChosen();

private:
    void measureLabels(const QFontMetrics &metrics);

    const ConnectionModel *m_connections;
    QComboBox *m_system;
    WrapLabel *m_description;
    DetectBox *m_detect;
    NameField *m_name;
    int m_labelWidth = 0;
};

} // namespace eventscope
