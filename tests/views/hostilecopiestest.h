// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace eventscope {
struct HostileWindow;
}

/// What a server says, on its way into the menu of a cell and the clipboard.
class HostileCopiesTest final : public QObject
{
    Q_OBJECT
public:
    HostileCopiesTest();
    ~HostileCopiesTest() override;

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void menusAndCopies();
    void copiesOfAllRows();
    void copiesOfManyRows();
    void cleanupTestCase();

private:
    std::unique_ptr<eventscope::HostileWindow> m_shown;
};
