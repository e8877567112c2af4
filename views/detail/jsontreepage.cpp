// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/jsontreepage.h"

#include "models/query/jsondocument.h"
#include "views/detail/jsonsearchline.h"
#include "views/detail/jsontreeview.h"
#include "views/eventlog/payloadview.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

JsonTreePage::JsonTreePage(QWidget *parent)
    : QWidget(parent), m_reason(new WrapLabel(this)), m_pages(new QStackedWidget(this)),
      m_tree(new JsonTreeView(this)), m_text(new PayloadView(this)),
      m_search(new JsonSearchLine(m_tree, this))
{
    m_text->setObjectName(u"readableText"_s);
    m_text->setAccessibleName(tr("Event, readable"));
    m_reason->setObjectName(u"undecodableReason"_s);
    const int space = margin(fontMetrics());
    m_reason->setContentsMargins(space, space / 2, space, 0);
    m_reason->hide();
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_reason);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_search);
    connect(m_tree, &JsonTreeView::searchWanted, m_search, &JsonSearchLine::start);
    showNothing({});
}

void JsonTreePage::setReason(const QString &reason)
{
    m_reason->say(reason, WrapLabel::Tone::Error);
}

void JsonTreePage::showTree(std::shared_ptr<const JsonDocument> document, const QString &reason)
{
    setReason(reason);
    m_tree->setDocument(std::move(document));
    m_text->show(ReadableText());
    m_pages->setCurrentWidget(m_tree);
    setFocusProxy(m_tree);
    m_search->documentChanged();
}

void JsonTreePage::showText(const ReadableText &text, const QString &reason)
{
    setReason(reason);
    m_tree->setDocument(nullptr);
    m_search->documentChanged();
    m_search->hide();
    m_text->show(text);
    m_pages->setCurrentWidget(m_text);
    setFocusProxy(m_text);
}

void JsonTreePage::showNothing(const QString &why)
{
    m_text->setPlaceholderText(why);
    showText(ReadableText(), {});
}

bool JsonTreePage::isTree() const
{
    return m_pages->currentWidget() == m_tree;
}

} // namespace eventscope
