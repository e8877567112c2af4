// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/jsonlayout.h"

#include <QWidget>

#include <memory>

class QStackedWidget;

namespace eventscope {

class JsonDocument;
class JsonSearchLine;
class JsonTreeView;
class PayloadView;
class WrapLabel;

/// The event to be read: as a tree where it is JSON, else as text or bytes; with why it could not
/// be read above, if it could not.
class JsonTreePage final : public QWidget
{
    Q_OBJECT
public:
    explicit JsonTreePage(QWidget *parent = nullptr);

    void showTree(std::shared_ptr<const JsonDocument> document, const QString &reason);
    /// What is no JSON.
    void showText(const ReadableText &text, const QString &reason);
    void showNothing(const QString &why);

    bool isTree() const;
    JsonTreeView *tree() const { return m_tree; }
    JsonSearchLine *search() const { return m_search; }
    PayloadView *text() const { return m_text; }

private:
    void setReason(const QString &reason);

    WrapLabel *m_reason;
    QStackedWidget *m_pages;
    JsonTreeView *m_tree;
    PayloadView *m_text;
    JsonSearchLine *m_search;
};

} // namespace eventscope
