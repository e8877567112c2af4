// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filteredit.h"

#include "views/filters/filterspans.h"
#include "views/shapedtext.h"
#include "views/theme.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QDropEvent>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QSignalBlocker>
#include <QTextCharFormat>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// More than a filter may have, so that the parser says what is too long and nothing is run that
/// was cut.
constexpr int mostTyped = int(maxFilterLength) + 1;

QTextCharFormat formatOf(FilterSpan::Kind kind)
{
    const Theme &theme = currentTheme();
    QTextCharFormat format;
    switch (kind) {
    case FilterSpan::Kind::Field:
        format.setForeground(theme.link);
        break;
    case FilterSpan::Kind::Operator:
    case FilterSpan::Kind::Keyword:
        format.setForeground(theme.dim);
        break;
    case FilterSpan::Kind::Quoted:
        format.setForeground(theme.success);
        break;
    case FilterSpan::Kind::Regex:
        format.setForeground(theme.warning);
        break;
    }
    return format;
}

} // namespace

FilterEdit::FilterEdit(QWidget *parent) : QLineEdit(parent)
{
    setObjectName(u"filterEdit"_s);
    setClearButtonEnabled(true);
    setMaxLength(mostTyped);
    applyFont();
    connect(this, &QLineEdit::textChanged, this, &FilterEdit::color);
}

void FilterEdit::applyFont()
{
    if (const QFont font = fixedFont(parentWidget() ? parentWidget()->font() : this->font());
        font != this->font())
        setFont(font);
}

/// Of what does not fit whole QLineEdit copies the rest for each of its characters.
QString FilterEdit::fitting(const QString &text) const
{
    return text.left(maxLength() - this->text().size() + selectedText().size());
}

/// insert() is one step of undoing with what is typed before and behind it, unlike Qt's own paste;
/// a step ends where the cursor moves.
void FilterEdit::endUndoStep()
{
    if (hasSelectedText() || text().isEmpty())
        return;
    const QSignalBlocker quiet(this);
    const int there = cursorPosition();
    setCursorPosition(there > 0 ? there - 1 : there + 1);
    setCursorPosition(there);
}

void FilterEdit::pasteFrom(QClipboard::Mode mode)
{
    const QString pasted = fitting(QGuiApplication::clipboard()->text(mode));
    endUndoStep();
    insert(pasted);
    endUndoStep();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Paste) || isReadOnly())
        return QLineEdit::keyPressEvent(event);
    // As everywhere on X11.
    const bool selection = event->key() == Qt::Key_Insert
        && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)
        && QGuiApplication::clipboard()->supportsSelection();
    pasteFrom(selection ? QClipboard::Selection : QClipboard::Clipboard);
}

void FilterEdit::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::MiddleButton || isReadOnly()
        || !QGuiApplication::clipboard()->supportsSelection())
        return QLineEdit::mouseReleaseEvent(event);
    deselect();
    pasteFrom(QClipboard::Selection);
}

void FilterEdit::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto actions = menu->actions();
    for (QAction *action : actions) {
        if (!action->text().startsWith(QLineEdit::tr("&Paste"))) // its key stands behind it
            continue;
        action->disconnect(this);
        connect(action, &QAction::triggered, this, [this] { pasteFrom(QClipboard::Clipboard); });
    }
    menu->popup(event->globalPos());
}

void FilterEdit::dropEvent(QDropEvent *event)
{
    QMimeData bounded;
    bounded.setText(fitting(event->mimeData()->text()));
    QDropEvent drop(event->position(), event->possibleActions(), &bounded, event->buttons(),
                    event->modifiers());
    drop.setDropAction(event->dropAction());
    QLineEdit::dropEvent(&drop);
    event->setDropAction(drop.dropAction());
    event->setAccepted(drop.isAccepted());
}

void FilterEdit::setError(std::optional<FilterPlace> place)
{
    m_error = place;
    color();
}

/// QLineEdit has no colours for parts of its text, but takes them from an input method.
void FilterEdit::color()
{
    if (m_composing)
        return;
    const int length = int(text().size());
    QList<QInputMethodEvent::Attribute> attributes;
    const auto add = [&](FilterPlace place, const QTextCharFormat &format) {
        const int from = std::clamp(int(place.position), 0, length);
        const int end = std::clamp(int(place.position + place.length), from, length);
        if (end > from)
            attributes.append({QInputMethodEvent::TextFormat, from - cursorPosition(), end - from,
                               QVariant::fromValue<QTextFormat>(format)});
    };
    for (const FilterSpan &span : filterSpans(text()))
        add(span.place, formatOf(span.kind));
    for (const auto &range : shapedRanges(text()))
        add({range.start, range.length}, range.format);
    if (m_error && length > 0) {
        QTextCharFormat wrong;
        wrong.setForeground(currentTheme().error);
        wrong.setUnderlineColor(currentTheme().error);
        wrong.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        // What is missing behind the end is marked at the last character.
        const qsizetype from = std::min<qsizetype>(m_error->position, length - 1);
        add({from, std::max<qsizetype>(m_error->length, 1)}, wrong);
    }
    m_coloring = true;
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
    m_coloring = false;
}

void FilterEdit::inputMethodEvent(QInputMethodEvent *event)
{
    if (!m_coloring)
        m_composing = !event->preeditString().isEmpty();
    QLineEdit::inputMethodEvent(event);
    if (!m_coloring && !m_composing)
        color();
}

int FilterEdit::xOf(qsizetype position) const
{
    const QFontMetrics metrics(font());
    const int there = metrics.horizontalAdvance(text(), int(position));
    const int caret = metrics.horizontalAdvance(text(), cursorPosition());
    return cursorRect().center().x() + there - caret;
}

void FilterEdit::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
}

} // namespace eventscope
