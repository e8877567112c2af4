// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTreeWidget>
#include <QVector>

#include <utility>

class QMenu;

namespace eventscope {

class EmptyListNote;

/// The attributes of an event, those that came as headers too, in the order of its line.
class AttributesPage final : public QTreeWidget
{
    Q_OBJECT
public:
    explicit AttributesPage(QWidget *parent = nullptr);

    /// Names and values have passed displayText().
    void setAttributes(const QVector<std::pair<QString, QString>> &attributes);
    /// What is said where there are none.
    void setReason(const QString &why);

Q_SIGNALS:
    void filterWanted(const QString &condition);
    void columnWanted(const QString &name);
    void remark(const QString &text);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void fillMenu(QMenu *menu, const QString &name, const QString &value);
    void copyValue();

    EmptyListNote *m_note;
};

} // namespace eventscope
