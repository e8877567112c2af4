// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filtercompleter.h"

#include "models/event/displaytext.h"
#include "models/query/filtercaret.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterpopup.h"

#include <QKeyEvent>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int restMs = 40;

} // namespace

FilterCompleter::FilterCompleter(FilterEdit *edit) : QObject(edit), m_edit(edit)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, [this] { offer(false); });
    connect(edit, &QLineEdit::textEdited, &m_rest, qOverload<>(&QTimer::start));
    connect(edit, &QLineEdit::cursorPositionChanged, this, [this] {
        if (!m_rest.isActive())
            close(); // the caret went elsewhere than by typing
    });
}

void FilterCompleter::setVocabulary(std::function<FilterVocabulary()> vocabulary)
{
    m_vocabulary = std::move(vocabulary);
}

bool FilterCompleter::isOpen() const
{
    return m_popup && m_popup->isVisible();
}

void FilterCompleter::close()
{
    m_offered = Offered::No;
    m_rest.stop();
    if (m_popup)
        m_popup->hide();
}

bool FilterCompleter::pressKey(const QKeyEvent &key)
{
    const auto modifiers = key.modifiers() & ~Qt::KeypadModifier;
    if (key.key() == Qt::Key_Space && modifiers == Qt::ControlModifier) {
        m_rest.stop(); // what was typed before has no say in what is asked for
        offer(true);
        return true;
    }
    if (key.key() == Qt::Key_Down && modifiers == Qt::AltModifier) {
        openHistory();
        return true;
    }
    return isOpen() && modifiers == Qt::NoModifier && pressKeyInList(key.key());
}

bool FilterCompleter::pressKeyInList(int key)
{
    switch (key) {
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_PageDown:
        step(10);
        return true;
    case Qt::Key_PageUp:
        step(-10);
        return true;
    case Qt::Key_Tab:
        take(std::max(m_popup->current(), 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_popup->current() < 0) {
            close();
            return false;
        }
        take(m_popup->current());
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return false;
    }
}

void FilterCompleter::makePopup()
{
    if (m_popup)
        return;
    m_popup = new FilterPopup(m_edit);
    if (m_sentence)
        m_popup->setSentence(m_sentence);
    connect(m_popup, &FilterPopup::clicked, this, &FilterCompleter::take);
    connect(m_popup, &FilterPopup::currentChanged, m_edit,
            [this](const QString &shown) { m_edit->setAccessibleDescription(displayText(shown)); });
}

void FilterCompleter::offer(bool asked)
{
    if (!m_vocabulary || !m_edit->hasFocus())
        return;
    const QString text = m_edit->text();
    const int caret = m_edit->cursorPosition();
    QVector<FilterCandidate> candidates;
    // Behind a word and a space nothing is begun, unless an operator is the word.
    if (asked || (caret > 0 && !FilterScanner::endsWord(text[caret - 1]))
        || filterCaret(text, caret).where == FilterCaret::Where::Value)
        candidates = completeFilter(text, caret, m_vocabulary());
    // What is there already needs no offer.
    if (!asked)
        candidates.removeIf([&text](const FilterCandidate &candidate) {
            return QStringView(text).mid(candidate.position, candidate.length)
                == candidate.replacement.trimmed();
        });
    if (candidates.isEmpty())
        close();
    m_offered = asked ? Offered::OnRequest : Offered::ByTyping;
    m_offeredAt = caret;
    if (candidates.isEmpty())
        return;
    makePopup();
    m_isHistory = false;
    m_popup->open(candidates, std::max(m_edit->xOf(candidates.first().position), 0));
}

void FilterCompleter::offerAgain()
{
    const bool gone = isOpen() && (m_isHistory || m_popup->current() >= 0);
    if (m_offered != Offered::No && !gone && !m_rest.isActive()
        && m_edit->cursorPosition() == m_offeredAt)
        offer(m_offered == Offered::OnRequest);
}

void FilterCompleter::openHistory()
{
    if (m_history.isEmpty())
        return;
    QVector<FilterCandidate> candidates;
    for (const QString &text : std::as_const(m_history)) {
        FilterCandidate candidate;
        candidate.kind = FilterCandidate::Kind::Saved;
        candidate.shown = text;
        candidate.replacement = text;
        candidate.length = m_edit->text().size();
        candidate.caret = text.size();
        candidates.append(candidate);
    }
    makePopup();
    m_isHistory = true;
    m_popup->open(candidates, 0);
    m_popup->setCurrent(0);
}

void FilterCompleter::step(int by)
{
    const int last = int(m_popup->candidates().size()) - 1;
    const int from = m_popup->current();
    if (from < 0)
        m_popup->setCurrent(by > 0 ? 0 : last);
    else
        m_popup->setCurrent(std::clamp(from + by, 0, last));
}

void FilterCompleter::take(int row)
{
    const FilterCandidate chosen = m_popup->candidates().value(row);
    const bool whole = m_isHistory;
    close();
    m_edit->setSelection(int(chosen.position), int(chosen.length));
    m_edit->insert(chosen.replacement); // so that it can be undone
    m_edit->setCursorPosition(int(chosen.caret));
    if (whole)
        Q_EMIT historyTaken();
    else
        m_rest.start(); // a field is followed by its values
}

} // namespace eventscope
