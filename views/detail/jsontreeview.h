// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <QTreeView>

#include <memory>
#include <vector>

namespace eventscope {

class JsonDocument;
class JsonTreeModel;

/// A JSON document to read and to go through by keyboard. From one event to the next it keeps what
/// was opened, closed and chosen, by its path. Owns its model.
class JsonTreeView final : public QTreeView
{
    Q_OBJECT
public:
    explicit JsonTreeView(QWidget *parent = nullptr);

    JsonTreeModel *tree() const { return m_model; }
    void setDocument(std::shared_ptr<const JsonDocument> document);

    /// Opens what is below a row, breadth first, until so many rows are there.
    void expandBelow(const QModelIndex &index);
    void copyPath(const QModelIndex &index);
    void copyValue(const QModelIndex &index);
    void copyJson(const QModelIndex &index);
    void showWhole(const QModelIndex &index);
    /// In sight and chosen.
    void reveal(const QModelIndex &index);

Q_SIGNALS:
    void filterWanted(const QString &condition);
    void columnWanted(const QString &path);
    void searchWanted();
    void remark(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// What the user opened or closed by hand.
    struct Wish
    {
        std::vector<PathStep> path;
        bool open = false;
    };

    bool takesKey(const QKeyEvent &event) const;
    void rememberWish(const QModelIndex &index, bool open);
    void openUsual();
    void applyWishes();
    void fitNames();

    JsonTreeModel *m_model;
    std::vector<Wish> m_wishes;
    std::vector<PathStep> m_currentPath;
    bool m_byHand = true; ///< false: what opens now was not the user's wish
};

} // namespace eventscope
