// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/unseencharacters.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTextEdit>

#include <algorithm>

namespace eventscope {

/// No sign of a line break, a colour or a direction, and no end that is out of sight.
inline QString problemWithLine(const QString &text, qsizetype longest)
{
    if (text.size() > longest)
        return QStringLiteral("%1 characters").arg(text.size());
    for (const QChar c : text) {
        const char32_t code = c.unicode();
        if (code != '\n' && (code < 0x20 || (code >= 0x7f && code < 0xa0) || isUnseen(code)))
            return QStringLiteral("U+%1 in “%2”")
                .arg(uint(code), 4, 16, QLatin1Char('0'))
                .arg(text.left(80));
    }
    return {};
}

/// Qt takes a tool tip for HTML where it looks like it.
inline QString problemWithToolTip(QString text)
{
    constexpr qsizetype longest = 20'000;
    if (text.size() > longest)
        return QStringLiteral("a tool tip of %1 characters").arg(text.size());
    if (!Qt::mightBeRichText(text))
        return {};
    text.remove(QStringLiteral("<qt>"))
        .remove(QStringLiteral("</qt>"))
        .remove(QStringLiteral("<br>"));
    return text.contains(u'<') ? QStringLiteral("a tool tip with tags: ") + text.left(120)
                               : QString();
}

/// What is wrong with a widget and all that is in it, one line each.
class Inspection
{
public:
    static QStringList of(const QWidget *root)
    {
        Inspection inspection;
        inspection.look(root);
        for (const QWidget *child : root->findChildren<QWidget *>())
            inspection.look(child);
        for (const QAction *action : root->findChildren<QAction *>()) {
            inspection.note(action, problemWithLine(action->text(), 400));
            if (showsToolTip(*action))
                inspection.note(action, problemWithToolTip(action->toolTip()));
        }
        return inspection.m_problems;
    }

private:
    /// Menus show none, unless they are told to.
    static bool showsToolTip(const QAction &action)
    {
        const QObjectList places = action.associatedObjects();
        return std::any_of(places.cbegin(), places.cend(), [](const QObject *place) {
            const auto *menu = qobject_cast<const QMenu *>(place);
            return !menu || menu->toolTipsVisible();
        });
    }

    void note(const QObject *where, const QString &problem)
    {
        if (!problem.isEmpty() && m_problems.size() < 40)
            m_problems += QStringLiteral("%1 “%2”: %3")
                              .arg(QLatin1String(where->metaObject()->className()),
                                   where->objectName(), problem);
    }

    void look(const QWidget *widget)
    {
        note(widget, problemWithToolTip(widget->toolTip()));
        note(widget, problemWithLine(widget->windowTitle(), 400));
        note(widget,
             widget->whatsThis().isEmpty() ? QString() : QStringLiteral("it has a “What's this?”"));
        if (const QSize hint = widget->minimumSizeHint();
            hint.width() > 2'500 || hint.height() > 2'500)
            note(widget,
                 QStringLiteral("it wants at least %1 × %2").arg(hint.width()).arg(hint.height()));
        if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            const bool text =
                label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text());
            note(widget,
                 text ? QString() : QStringLiteral("it renders ") + label->text().left(120));
            note(widget, problemWithLine(label->text(), 4'000));
        }
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            note(widget, problemWithLine(button->text(), 400));
        if (const auto *edit = qobject_cast<const QTextEdit *>(widget))
            note(widget, edit->acceptRichText() ? QStringLiteral("it takes rich text") : QString());
        if (const auto *combo = qobject_cast<const QComboBox *>(widget)) {
            for (int i = 0; i < combo->count(); ++i)
                note(widget, problemWithLine(combo->itemText(i), 400));
        }
        if (const auto *view = qobject_cast<const QAbstractItemView *>(widget);
            view && view->model() && !qobject_cast<const QHeaderView *>(view))
            lookAt(view, *view->model());
    }

    void lookAt(const QAbstractItemView *view, const QAbstractItemModel &model)
    {
        QVector<QModelIndex> parents{QModelIndex()};
        constexpr int mostParents = 300;
        for (int i = 0; i < parents.size() && i < mostParents; ++i) {
            const QModelIndex parent = parents[i];
            const int rows = std::min(model.rowCount(parent), 400);
            const int columns = model.columnCount(parent);
            for (int row = 0; row < rows; ++row) {
                for (int column = 0; column < columns; ++column)
                    lookAt(view, model.index(row, column, parent));
                parents += model.index(row, 0, parent);
            }
        }
        for (int section = 0; section < model.columnCount(); ++section) {
            note(view, problemWithLine(model.headerData(section, Qt::Horizontal).toString(), 400));
            note(view,
                 problemWithToolTip(
                     model.headerData(section, Qt::Horizontal, Qt::ToolTipRole).toString()));
        }
    }

    void lookAt(const QAbstractItemView *view, const QModelIndex &cell)
    {
        const QString place =
            QStringLiteral(" (row %1, column %2)").arg(cell.row()).arg(cell.column());
        const auto add = [&](const QString &problem) {
            note(view, problem.isEmpty() ? problem : problem + place);
        };
        // What few rows show one below the other may be longer than what a table paints by the
        // dozen.
        const bool attributes = view->objectName() == QStringLiteral("attributeList");
        add(problemWithLine(cell.data().toString(), attributes ? 1'100 : 700));
        add(problemWithToolTip(cell.data(Qt::ToolTipRole).toString()));
        add(problemWithLine(cell.data(Qt::AccessibleTextRole).toString(), 4'000));
        add(cell.data(Qt::WhatsThisRole).toString().isEmpty() ? QString()
                                                              : QStringLiteral("What's this?"));
    }

    QStringList m_problems;
};

} // namespace eventscope
