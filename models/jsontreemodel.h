// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/timestamp.h"
#include "models/jsontreenode.h"

#include <QAbstractItemModel>

namespace eventscope {

/// What a stretch of a JSON tree is, so that a view can colour it.
enum class JsonPart : quint8 { Key, Place, String, Number, Literal, Faded, Summary };

namespace JsonTreeRole {
enum : int {
    Part = Qt::UserRole, ///< int(JsonPart)
    Path, ///< `data.items[3].name`, a text; of a slice that of its container
    IsLong ///< bool: the cell does not show all of the value
};
}

/// A JSON document as a tree whose rows are made when they are opened: keys as they came, in their
/// order, duplicates too; numbers as they were written; what a text holds as JSON or base64 stands
/// below it. Long containers are in slices, long texts are shown by their beginning. GUI thread.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Value, ColumnCount };
    static constexpr int longestShown = 400; ///< characters of one value

    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    /// Null: empty.
    void setDocument(std::shared_ptr<const JsonDocument> document);
    const std::shared_ptr<const JsonDocument> &document() const { return m_document; }
    void setTimeZone(TimeZoneChoice zone) { m_zone = zone; }

    /// The whole value as text: a string's content, decoded where the row is; anything else as it
    /// was written.
    std::string valueText(const QModelIndex &index) const;
    /// As JSON.
    std::string jsonText(const QModelIndex &index) const;
    /// Bytes that are no text: for a view of bytes.
    bool isBytes(const QModelIndex &index) const;
    QString path(const QModelIndex &index) const;
    /// The filter that says the same, `data.status = "answered"`; empty for what no filter can say.
    QString filter(const QModelIndex &index) const;
    /// The row of a value by its tokens: in the document, then in what the text there holds, and so
    /// on. Opens what is on the way.
    QModelIndex find(const std::vector<quint32> &tokens);
    /// The row at a path of this document; invalid if there is none. Opens what is on the way.
    QModelIndex findPath(const std::vector<PathStep> &path);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    const JsonTreeNode *node(const QModelIndex &index) const;

private:
    JsonTreeNode *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const JsonTreeNode *node, int column = 0) const;
    bool isScalarRoot() const;
    QModelIndex openTo(JsonTreeNode *from, quint32 token);
    QString nameText(const JsonTreeNode &node) const;
    QString shownText(const JsonTreeNode &node) const;
    QString toolTip(const JsonTreeNode &node) const;
    static JsonPart namePart(const JsonTreeNode &node);
    static JsonPart valuePart(const JsonTreeNode &node);

    std::shared_ptr<const JsonDocument> m_document;
    std::unique_ptr<JsonTreeNode> m_root;
    TimeZoneChoice m_zone = TimeZoneChoice::Local;
};

} // namespace eventscope
