// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QStyledItemDelegate>

#include <optional>
#include <vector>

namespace eventscope {

class GlyphSearch;

/// Paints the cells of the log itself: it is asked for every cell on screen ten times a second, so
/// it measures fonts once and reads only the roles that a cell needs. Remarks (gaps) run through
/// all columns of their row.
class EventDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit EventDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    /// Which colour rows get from the filter that they match, by its number; -1: none.
    void setFilterColors(std::vector<int> colors);

    /// Who knows which scripts can be painted within a frame; not owned.
    void setGlyphs(GlyphSearch *glyphs) { m_glyphs = glyphs; }

    /// Width that a column wants before the user has a say, in this font.
    static int naturalWidth(int column, const QFont &font);

private:
    void paintRemark(QPainter *painter, const QStyleOptionViewItem &option,
                     const QModelIndex &index) const;
    static void paintMarks(QPainter *painter, const QModelIndex &index, QRect &room, QString &text);
    const QFont &fixed(const QFont &beside) const;
    QString ready(const QString &text, const QFont &font) const;
    std::optional<QColor> tint(const QModelIndex &index) const;

    GlyphSearch *m_glyphs = nullptr;
    mutable std::optional<QFont> m_beside; ///< the font that m_fixed goes with
    mutable QFont m_fixed;
    std::vector<int> m_filterColors; ///< empty: none gives any
};

} // namespace eventscope
