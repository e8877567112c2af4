// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/jsonlayout.h"

#include <QSyntaxHighlighter>

namespace eventscope {

/// Colours the parts of a ReadableText, and has scripts shaped that need it. The parts are known
/// already, so nothing is parsed here.
class PayloadColors final : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit PayloadColors(QTextDocument *document);

    /// To be set before the text, whose blocks are coloured as they are made.
    void setSpans(const QVector<TextSpan> &spans);

protected:
    void highlightBlock(const QString &text) override;

private:
    void shape(int from, int end);

    QVector<TextSpan> m_spans;
};

} // namespace eventscope
