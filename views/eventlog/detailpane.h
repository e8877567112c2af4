// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/eventdetails.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

#include <memory>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace eventscope {

class AttributesPage;
class DifferencePage;
class EventLogModel;
class JsonDocument;
class JsonTreePage;
class PayloadView;
class PlainLabel;
class RelatedPage;

/// The selected event: what changed in it, as a tree, as received, its attributes, and what belongs
/// to it. It keeps showing an event that a filter hides. A long event is read by a worker.
class DetailPane final : public QWidget
{
    Q_OBJECT
public:
    explicit DetailPane(EventLogModel *model, QWidget *parent = nullptr);
    ~DetailPane() override;

    /// 0: nothing is selected. What is shown follows a moment later, so that a held arrow key is
    /// not slowed down.
    void setSequence(quint64 sequence);
    quint64 sequence() const { return m_sequence; }

    /// A filter hides the event that is shown; its title says so.
    void setHidden(bool hidden);

    enum Tab { Changed, Tree, Raw, Attributes, Related, TabCount };
    void setTab(Tab tab);
    Tab tab() const;
    void focusText();
    QString title() const;
    bool isReading() const { return m_reading != nullptr; }

Q_SIGNALS:
    void copied(const QString &what);
    /// A condition in the words of the filter language, to be joined with the filter.
    void filterWanted(const QString &condition);
    void eventWanted(quint64 sequence);
    void remark(const QString &text);
    void tabChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// An event taken apart.
    struct Content
    {
        EventDetails details;
        std::shared_ptr<const JsonDocument> document; ///< null: it is no JSON
    };
    using Contents = std::shared_ptr<const Content>;

    static Contents read(const QByteArray &line);
    void build();
    void buildTabs();
    QLayout *makeHead();
    void buildMoreBar();
    void connectPages();
    void load();
    void readSoon(const QByteArray &line);
    void take(const Contents &content);
    void fill();
    void fillPage(Tab tab);
    void showNothing(const QString &why);
    void showTitle();
    void showRelatedCount();
    void showMore();
    void copyAll();
    void addColumn(const QString &path);

    EventLogModel *m_model;
    quint64 m_sequence = 0;
    Contents m_content;
    QString m_title;
    bool m_hidden = false;
    int m_bounds = 1; ///< how many times the usual length is shown
    bool m_filled[TabCount] = {};
    bool m_complete[TabCount] = {true, true, true, true, true};
    QTimer m_loadSoon;
    QFutureWatcher<Contents> *m_reading = nullptr; ///< while a worker takes a long one apart

    QTabBar *m_tabs;
    PlainLabel *m_titleLabel;
    QPushButton *m_copyButton;
    QStackedWidget *m_pages;
    DifferencePage *m_difference;
    JsonTreePage *m_tree;
    PayloadView *m_raw;
    AttributesPage *m_attributes;
    RelatedPage *m_related;
    QWidget *m_moreBar;
    PlainLabel *m_moreLabel;
};

} // namespace eventscope
