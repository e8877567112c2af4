// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/valuedialog.h"

#include "models/event/displaytext.h"
#include "models/event/utf16.h"
#include "views/eventlog/payloadview.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QApplication>
#include <QByteArray>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

ValueDialog::ValueDialog(const QString &path, std::string value, Form form, QWidget *parent)
    : QDialog(parent), m_value(std::move(value)), m_form(form), m_text(new PayloadView(this)),
      m_cut(new PlainLabel(this))
{
    setObjectName(u"valueDialog"_s);
    const QString shown = displayText(path, 120);
    setWindowTitle(titleText(shown));
    m_text->setObjectName(u"valueText"_s);
    m_text->setAccessibleName(tr("The value of %1").arg(shown));
    m_cut->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_more = buttons->addButton(tr("Show &More"), QDialogButtonBox::ActionRole);
    m_more->setObjectName(u"showMoreOfValue"_s);
    QPushButton *copy = buttons->addButton(tr("Cop&y All"), QDialogButtonBox::ActionRole);
    copy->setObjectName(u"copyValue"_s);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, &ValueDialog::copy);
    connect(m_text, &PayloadView::copyAllWanted, this, &ValueDialog::copy);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_bounds *= 2;
        fill();
    });
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_cut);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 44, unit * 28);
    fill();
    m_text->setFocus();
}

void ValueDialog::fill()
{
    const TextBounds bounds = TextBounds().times(m_bounds);
    const ReadableText text = m_form == Form::Json ? readableJson(m_value, bounds)
        : m_form == Form::Bytes                    ? readableBytes(m_value, bounds)
                                                   : readableLines(m_value, bounds);
    m_text->show(text);
    m_more->setVisible(!text.complete);
    m_cut->setVisible(!text.complete);
    m_cut->setText(tr("This is the beginning of %1.").arg(bytesText(m_value.size())));
}

void ValueDialog::copy()
{
    if (m_form == Form::Bytes) {
        const auto bytes = QByteArray::fromRawData(m_value.data(), qsizetype(m_value.size()));
        QApplication::clipboard()->setText(QString::fromLatin1(bytes.toBase64()));
        return;
    }
    QApplication::clipboard()->setText(toUtf16(m_value));
}

} // namespace eventscope
