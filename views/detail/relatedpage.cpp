// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/relatedpage.h"

#include "models/eventlogmodel.h"
#include "models/relatedmodel.h"
#include "views/emptylistnote.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Times as in the log, glyphs in the colour of their severity.
class RelatedDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() == RelatedModel::Time)
            option->font = fixedFont(option->font);
        if (index.column() != RelatedModel::Glyph)
            return;
        const auto severity = Severity(index.data(EventLogRole::SeverityValue).toInt());
        option->displayAlignment = Qt::AlignCenter;
        option->palette.setColor(QPalette::Text, currentTheme().severityColor(severity));
        option->palette.setColor(QPalette::HighlightedText, currentTheme().severityColor(severity));
    }
};

} // namespace

RelatedPage::RelatedPage(EventLogModel *log, QWidget *parent)
    : QWidget(parent), m_model(new RelatedModel(log, this)), m_list(new QTableView(this)),
      m_foot(new QWidget(this)), m_tail(new PlainLabel(m_foot)),
      m_older(new QPushButton(tr("&Older…"), m_foot))
{
    setObjectName(u"relatedPage"_s);
    build();
    connect(m_model, &RelatedModel::stateChanged, this, &RelatedPage::follow);
    connect(m_older, &QPushButton::clicked, m_model, &RelatedModel::showOlder);
    connect(m_list, &QTableView::doubleClicked, this, &RelatedPage::choose);
    follow();
}

void RelatedPage::build()
{
    m_list->setObjectName(u"relatedList"_s);
    m_list->setAccessibleName(tr("Events of the same subject"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RelatedDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setShowGrid(false);
    m_list->setWordWrap(false);
    m_list->setTabKeyNavigation(false);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_list->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->horizontalHeader()->setHighlightSections(false);
    m_list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->installEventFilter(this);
    m_note = new EmptyListNote(m_list, {});
    m_tail->setObjectName(u"relatedTail"_s);
    m_tail->setForegroundRole(QPalette::PlaceholderText);
    m_tail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_older->setObjectName(u"olderRelated"_s);
    const int space = margin(fontMetrics());
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(space, space / 2, space, space / 2);
    foot->addWidget(m_tail, 1);
    foot->addWidget(m_older);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_foot);
    setFocusProxy(m_list);
}

void RelatedPage::setSequence(quint64 sequence)
{
    m_model->setSequence(sequence);
    follow();
}

void RelatedPage::activate()
{
    m_model->activate();
}

QString RelatedPage::countShown() const
{
    if (m_model->state() != RelatedModel::State::Shown)
        return {};
    const QString count = countText(quint64(m_model->rowCount()));
    return m_model->hasOlder() || m_model->hasNewer() ? count + u'+' : count;
}

void RelatedPage::follow()
{
    switch (m_model->state()) {
    case RelatedModel::State::Working:
        m_note->setReason(tr("Looking for the events of this subject…"));
        break;
    case RelatedModel::State::NoSubject:
        m_note->setReason(tr("This event has no subject, so nothing is known to belong to it."));
        break;
    default:
        m_note->setReason(m_model->sequence() == 0
                              ? tr("Choose an event to see what belongs to it.")
                              : tr("This event is no longer in the log."));
    }
    m_foot->setVisible(m_model->hasOlder() || m_model->hasNewer());
    m_older->setVisible(m_model->hasOlder()
                        && size_t(m_model->rowCount()) < RelatedModel::mostRows);
    m_tail->setText(
        m_model->hasNewer()
            ? tr("There are many more after this one: follow the subject in the log.")
            : tr("The newest %1 of this subject.").arg(countText(quint64(m_model->rowCount()))));
    // The chosen one is marked; the list stays where it is otherwise.
    const int row = m_model->rowOf(m_model->sequence());
    if (row >= 0 && m_list->currentIndex().row() != row && !m_list->hasFocus()) {
        m_list->setCurrentIndex(m_model->index(row, 0));
        m_list->scrollTo(m_model->index(row, 0));
    }
    fitColumns();
    Q_EMIT countChanged();
}

void RelatedPage::fitColumns()
{
    if (m_widthsKnown || m_model->rowCount() == 0 || !isVisible())
        return;
    m_widthsKnown = true;
    QHeaderView *header = m_list->horizontalHeader();
    const int space = 2 * margin(fontMetrics());
    const QFontMetrics fixed(fixedFont(font()));
    const int wide = m_list->viewport()->width();
    const QString time = m_model->index(0, RelatedModel::Time).data().toString();
    header->resizeSection(RelatedModel::Time, fixed.horizontalAdvance(time) + 2 * space);
    header->resizeSection(RelatedModel::Glyph, fontMetrics().height() + space);
    header->resizeSection(RelatedModel::Connection, std::clamp(wide / 7, 60, 140));
    header->resizeSection(RelatedModel::Type, std::clamp(wide / 5, 80, 220));
}

void RelatedPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_widthsKnown = false;
    fitColumns();
}

void RelatedPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fitColumns(); // what came while it was hidden
}

void RelatedPage::choose()
{
    if (const quint64 sequence = m_model->sequenceAt(m_list->currentIndex().row()))
        Q_EMIT eventWanted(sequence);
}

bool RelatedPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        if (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope
