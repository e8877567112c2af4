// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filtersetmodel.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filterstatus.h"

#include <QTest>

namespace eventscope {

inline SavedFilter saved(const QString &name, const QString &text, FilterEffect effect,
                         bool on = false)
{
    SavedFilter filter;
    filter.name = name;
    filter.text = text;
    filter.effect = effect;
    filter.on = on;
    return filter;
}

/// A log that is shown with its filters, the saved ones too.
struct FilteredLog
{
    LogFixture log;
    FilterSetModel filters{QString()};
    EventLogView view{&log.model};

    FilteredLog()
    {
        view.setSavedFilters(&filters);
        view.resize(900, 700);
        view.show();
    }
    void add(const QString &type, int count, Severity severity = Severity::Info,
             std::string_view connection = "0a1b2c3d")
    {
        TestEvent event;
        event.type = type.toStdString();
        event.severity = severity;
        log.add(std::vector<TestEvent>(size_t(count), event), connection);
    }
    FilterBar &bar() { return *view.filterBar(); }
    int shown() { return log.model.rowCount(); }
    QString status() { return bar().status()->text().replace(QChar(QChar::Nbsp), u' '); }
    void settle() { QTRY_VERIFY(!log.model.isScanning()); }
};

} // namespace eventscope
