// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>

class QHeaderView;

namespace eventscope {

/// Keeps the summary in sight: where the log is narrow it hides the columns that say least, and
/// brings them back when there is room again. What the user showed or hid by hand stays as it is.
/// Child of the header.
class ColumnRoom final : public QObject
{
    Q_OBJECT
public:
    explicit ColumnRoom(QHeaderView *header);

    /// The user's word about one column.
    void choose(int column, bool shown);
    /// The user has no wishes any more.
    void forgetChoices();
    bool isChosen(int column) const { return m_chosen.contains(column); }
    void setChosen(const QSet<int> &chosen);
    /// Out of sight only for want of room.
    bool isHiddenForRoom(int column) const { return m_hidden.contains(column); }
    void fit();

    /// What versions before EventColumns saved: the header's state and the choices. False, and
    /// nothing changed, if it is nothing of that kind. In what the first versions saved every
    /// hidden column counts as hidden by the user.
    bool restore(const QByteArray &bytes);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int missing() const;

    QHeaderView *m_header;
    QSet<int> m_chosen;
    QSet<int> m_hidden;
    bool m_fitting = false;
};

} // namespace eventscope
