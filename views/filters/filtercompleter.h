// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtercompletion.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>

class QKeyEvent;

namespace eventscope {

class FilterEdit;
class FilterPopup;

/// Offers what could stand at the caret while a filter is typed, and what stood there before. It
/// takes no key from plain typing: Return takes an offer only if the user has gone to one. Child of
/// the line.
class FilterCompleter final : public QObject
{
    Q_OBJECT
public:
    explicit FilterCompleter(FilterEdit *edit);

    /// Asked when something is to be offered.
    void setVocabulary(std::function<FilterVocabulary()> vocabulary);
    /// The vocabulary has more than when it was asked: offers that, unless the user has gone to an
    /// offer, or elsewhere.
    void offerAgain();
    void setHistory(const QStringList &texts) { m_history = texts; }
    /// The list does not cover it.
    void setSentence(QWidget *sentence) { m_sentence = sentence; }

    bool isOpen() const;
    /// True if the key was for the list.
    bool pressKey(const QKeyEvent &key);
    void openHistory();
    void close();

Q_SIGNALS:
    /// A whole filter was taken: it is meant at once.
    void historyTaken();

private:
    void makePopup();
    void offer(bool asked);
    bool pressKeyInList(int key);
    void step(int by);
    void take(int row);

    FilterEdit *m_edit;
    QPointer<FilterPopup> m_popup; ///< of the window, which may go first
    QPointer<QWidget> m_sentence;
    std::function<FilterVocabulary()> m_vocabulary;
    QStringList m_history;
    QTimer m_rest;
    bool m_isHistory = false;
    enum class Offered : quint8 { No, ByTyping, OnRequest } m_offered = Offered::No;
    int m_offeredAt = 0; ///< where the caret was then
};

} // namespace eventscope
