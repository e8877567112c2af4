// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/dialogwidgets.h"
#include "tests/views/logfixture.h"
#include "views/export/exportdialog.h"
#include "views/export/exportrun.h"
#include "views/wraplabel.h"

#include <QFile>
#include <QLineEdit>
#include <QObject>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace eventscope {

using namespace Qt::StringLiterals;

/// For tests of ExportDialog: a log of 812 events, and a folder to write to.
class ExportDialogFixture : public QObject
{
    Q_OBJECT
protected:
    template<typename Button>
    static Button *button(const QWidget &dialog, const QString &start)
    {
        for (auto *candidate : dialog.findChildren<Button *>()) {
            if (candidate->text().remove(u'&').startsWith(start))
                return candidate;
        }
        return nullptr;
    }

    static QLineEdit *file(const QWidget &dialog) { return dialog.findChild<QLineEdit *>(); }

    static WrapLabel *result(const QWidget &dialog)
    {
        for (auto *label : dialog.findChildren<WrapLabel *>()) {
            if (label->accessibleName() == u"Result"_s)
                return label;
        }
        return nullptr;
    }

    static QList<QByteArray> linesOf(const QString &name)
    {
        QFile content(name);
        if (!content.open(QIODevice::ReadOnly))
            return {};
        QList<QByteArray> lines = content.readAll().split('\n');
        lines.removeAll(QByteArray());
        return lines;
    }

    static void exportTo(const QWidget &dialog, const QString &name)
    {
        file(dialog)->setText(name);
        button<QPushButton>(dialog, u"Export"_s)->click();
    }

    QString path(const QString &name) const { return m_folder->filePath(name); }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LogFixture> m_log;

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<LogFixture>();
        m_log->addMany(812);
    }
};

} // namespace eventscope
