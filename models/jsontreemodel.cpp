// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"

#include "models/event/displaytext.h"
#include "models/event/jsontext.h"
#include "models/event/jsonvalues.h"
#include "models/event/utf16.h"
#include "models/eventsummary.h"
#include "models/timeshown.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using NodeKind = JsonTreeNode::Kind;

constexpr int longestName = 200;
constexpr int longestToolTip = 1'000;
constexpr size_t longestFilterValue = 2'000;

QString shown(std::string_view text)
{
    return displayText(text, JsonTreeModel::longestShown);
}

/// A string may be megabytes, and is shown again and again.
QString shownString(JsonRef value)
{
    constexpr size_t enough = size_t(JsonTreeModel::longestShown) * 8;
    const bool cut = value.raw().size() > enough + 2;
    const QString text = shown(JsonTreeNode::beginningOf(value, enough));
    return cut && !text.endsWith(QChar(0x2026)) ? text + QChar(0x2026) : text;
}

QString members(quint32 count)
{
    return count == 1 ? JsonTreeModel::tr("1 member") : JsonTreeModel::tr("%1 members").arg(count);
}

QString elements(quint32 count)
{
    return count == 1 ? JsonTreeModel::tr("1 element")
                      : JsonTreeModel::tr("%1 elements").arg(count);
}

bool isContainer(JsonRef value)
{
    return value.isObject() || value.isArray();
}

} // namespace

JsonTreeModel::JsonTreeModel(QObject *parent) : QAbstractItemModel(parent) { }

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setDocument(std::shared_ptr<const JsonDocument> document)
{
    beginResetModel();
    m_document = std::move(document);
    m_root = m_document ? std::make_unique<JsonTreeNode>(m_document) : nullptr;
    // The view asks for the first rows at once.
    if (m_root && !isScalarRoot())
        m_root->adopt(m_root->makeChildren());
    endResetModel();
}

/// A document that is one scalar, or an empty container, is its own only row.
bool JsonTreeModel::isScalarRoot() const
{
    return m_root && (!isContainer(m_root->value()) || m_root->value().size() == 0);
}

JsonTreeNode *JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<JsonTreeNode *>(index.internalPointer()) : m_root.get();
}

const JsonTreeNode *JsonTreeModel::node(const QModelIndex &index) const
{
    return nodeOf(index);
}

QModelIndex JsonTreeModel::indexOf(const JsonTreeNode *node, int column) const
{
    if (!node || (node == m_root.get() && !isScalarRoot()))
        return {};
    return createIndex(node->row(), column, node);
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    if (!parent.isValid() && isScalarRoot())
        return createIndex(0, column, m_root.get());
    return createIndex(row, column, nodeOf(parent)->child(row));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent()) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_root || parent.column() > 0)
        return 0;
    if (!parent.isValid() && isScalarRoot())
        return 1;
    return nodeOf(parent)->childCount();
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (!m_root || parent.column() > 0)
        return false;
    return parent.isValid() ? nodeOf(parent)->mayOpen() : true;
}

bool JsonTreeModel::canFetchMore(const QModelIndex &parent) const
{
    if (!m_root || !parent.isValid() || parent.column() > 0)
        return false;
    const JsonTreeNode *node = nodeOf(parent);
    return !node->isOpen() && node->mayOpen();
}

void JsonTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    JsonTreeNode *node = nodeOf(parent);
    auto children = node->makeChildren();
    if (children.empty()) { // it only looked as if there were something
        node->adopt({});
        Q_EMIT dataChanged(parent, parent);
        return;
    }
    beginInsertRows(parent, 0, int(children.size()) - 1);
    node->adopt(std::move(children));
    endInsertRows();
}

QModelIndex JsonTreeModel::openTo(JsonTreeNode *from, quint32 token)
{
    JsonTreeNode *node = from;
    while (node->kind() == NodeKind::Slice || node->value().index() != token) {
        fetchMore(indexOf(node));
        const int row = node->childWith(token);
        if (row < 0)
            return {};
        node = node->child(row);
    }
    return indexOf(node);
}

QModelIndex JsonTreeModel::find(const std::vector<quint32> &tokens)
{
    JsonTreeNode *from = m_root.get();
    QModelIndex found;
    for (const quint32 token : tokens) {
        if (found.isValid()) {
            fetchMore(found);
            if (nodeOf(found)->childCount() == 0)
                return found;
            from = nodeOf(found)->child(0);
            if (!from->value())
                return indexOf(from);
        }
        if (!from)
            return {};
        const QModelIndex next = openTo(from, token);
        if (!next.isValid())
            return from == m_root.get() ? next : indexOf(from);
        found = next;
    }
    return found;
}

QModelIndex JsonTreeModel::findPath(const std::vector<PathStep> &path)
{
    JsonTreeNode *node = m_root.get();
    for (const PathStep &step : path) {
        if (!node)
            return {};
        JsonRef here = node->value();
        if (here.isString()) {
            fetchMore(indexOf(node));
            node = node->childCount() > 0 ? node->child(0) : nullptr;
            here = node ? node->value() : JsonRef();
        }
        JsonRef next;
        if (step.kind == PathStep::Kind::Key) {
            next = here[toUtf8(step.key)];
        } else if (here.isArray() && step.index < here.size()) {
            quint32 at = 0;
            here.forEachElement([&](JsonRef one) { next = at++ == step.index ? one : next; });
        }
        const QModelIndex found = next ? openTo(node, next.index()) : QModelIndex();
        node = found.isValid() ? nodeOf(found) : nullptr;
    }
    return node ? indexOf(node) : QModelIndex();
}

std::string JsonTreeModel::valueText(const QModelIndex &index) const
{
    if (!m_root)
        return {};
    const JsonTreeNode &node = *nodeOf(index);
    if (node.kind() == NodeKind::Decoded && !node.value())
        return node.decoded().content;
    if (node.kind() == NodeKind::Slice)
        return node.sliceText();
    std::string scratch;
    const JsonRef value = node.value();
    return std::string(value.isString() ? value.string(scratch) : value.raw());
}

std::string JsonTreeModel::jsonText(const QModelIndex &index) const
{
    if (!m_root)
        return {};
    const JsonTreeNode &node = *nodeOf(index);
    if (node.kind() == NodeKind::Slice)
        return node.sliceText();
    if (node.value())
        return std::string(node.value().raw());
    std::string quoted;
    if (isBytes(index)) // nothing in JSON says the same: what it came as
        return std::string(node.parent()->value().raw());
    appendJsonString(quoted, node.decoded().content);
    return quoted;
}

bool JsonTreeModel::isBytes(const QModelIndex &index) const
{
    const JsonTreeNode *node = m_root ? nodeOf(index) : nullptr;
    return node && node->kind() == NodeKind::Decoded
        && node->decoded().form == EncodedValue::Form::Bytes;
}

QString JsonTreeModel::path(const QModelIndex &index) const
{
    return m_root ? filterPathText(nodeOf(index)->path()) : QString();
}

QString JsonTreeModel::filter(const QModelIndex &index) const
{
    if (!m_root)
        return {};
    const JsonTreeNode &node = *nodeOf(index);
    const JsonRef value = node.value();
    if (node.kind() != NodeKind::Value || isContainer(value)
        || value.raw().size() > longestFilterValue)
        return {};
    const std::string text = valueText(index);
    const QString content = toUtf16(text);
    // What is masked is searched as it is, and would not be found.
    if (content.contains("[masked]"_L1))
        return {};
    return path(index) + u" = "_s + (value.isString() ? quotedFilterValue(content) : content);
}

QString JsonTreeModel::nameText(const JsonTreeNode &node) const
{
    switch (node.kind()) {
    case NodeKind::Slice:
        return tr("%1 … %2").arg(node.place()).arg(node.place() + node.sliceSize() - 1);
    case NodeKind::Decoded:
        return node.decoded().form == EncodedValue::Form::JsonText ? tr("as JSON") : tr("decoded");
    case NodeKind::Value:
        break;
    }
    if (const JsonRef key = node.key()) {
        std::string scratch;
        return displayText(key.string(scratch), longestName);
    }
    return node.parent() ? QString::number(node.place()) : tr("data");
}

QString JsonTreeModel::shownText(const JsonTreeNode &node) const
{
    if (node.kind() == NodeKind::Slice)
        return elements(node.sliceSize());
    const JsonRef value = node.value();
    if (!value) {
        const std::string &content = node.decoded().content;
        if (node.decoded().form == EncodedValue::Form::Text)
            return u'"' + shown(content) + u'"';
        const std::string_view kind = kindOfBytes(content);
        const QString size = sizeText(content.size());
        return kind.empty()
            ? tr("%1 of bytes").arg(size)
            : tr("%1, %2").arg(QString::fromLatin1(kind.data(), qsizetype(kind.size())), size);
    }
    switch (value.kind()) {
    case JsonKind::String:
        return u'"' + shownString(value) + u'"';
    case JsonKind::Object:
        return value.size() == 0 ? u"{}"_s : u"{ %1 }"_s.arg(members(value.size()));
    case JsonKind::Array:
        return value.size() == 0 ? u"[]"_s : u"[ %1 ]"_s.arg(elements(value.size()));
    default:
        return shown(value.raw());
    }
}

QString JsonTreeModel::toolTip(const JsonTreeNode &node) const
{
    QString text = displayText(filterPathText(node.path()), longestToolTip);
    const JsonRef value = node.value();
    std::string scratch;
    if (node.kind() != NodeKind::Value || isContainer(value))
        return text;
    if (value.isString() && value.raw().size() > 80)
        text += u'\n'
            + displayText(JsonTreeNode::beginningOf(value, size_t(longestToolTip) * 8),
                          longestToolTip);
    if (value.raw().size() > 64)
        return text;
    if (const qint64 moment = momentOf(value, scratch); moment != noTime)
        text += u'\n'
            + tr("As a time: %1, %2").arg(fullTimeText(moment, m_zone), agoText(moment, nowUs()));
    return text;
}

JsonPart JsonTreeModel::namePart(const JsonTreeNode &node)
{
    if (node.kind() != NodeKind::Value)
        return JsonPart::Summary;
    return node.key() ? JsonPart::Key : JsonPart::Place;
}

JsonPart JsonTreeModel::valuePart(const JsonTreeNode &node)
{
    const JsonRef value = node.value();
    if (node.kind() == NodeKind::Slice)
        return JsonPart::Summary;
    if (!value)
        return node.decoded().form == EncodedValue::Form::Text ? JsonPart::String
                                                               : JsonPart::Summary;
    switch (value.kind()) {
    case JsonKind::Object:
    case JsonKind::Array:
        return JsonPart::Summary;
    case JsonKind::String:
        return JsonPart::String;
    case JsonKind::Number:
        return JsonPart::Number;
    case JsonKind::Null:
        return JsonPart::Faded;
    default:
        return JsonPart::Literal;
    }
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const JsonTreeNode &node = *nodeOf(index);
    const bool name = index.column() == Name;
    switch (role) {
    case Qt::DisplayRole:
        return name ? nameText(node) : shownText(node);
    case Qt::AccessibleTextRole:
        return name ? u"%1: %2"_s.arg(nameText(node), shownText(node)) : shownText(node);
    case Qt::ToolTipRole:
        return toolTipText(toolTip(node));
    case JsonTreeRole::Part:
        return int(name ? namePart(node) : valuePart(node));
    case JsonTreeRole::Path:
        return path(index);
    case JsonTreeRole::IsLong: {
        const JsonRef value = node.value();
        return value ? !isContainer(value) && value.raw().size() > size_t(longestShown)
                     : node.decoded().content.size() > size_t(longestShown) || isBytes(index);
    }
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : section == Value ? tr("Value") : QVariant();
}

} // namespace eventscope
