// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/permissionform.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// As Daptin has it (server/auth/auth.go): three times seven bits.
PermissionForm form()
{
    PermissionForm form;
    form.people = {u"everybody"_s, u"owner"_s, u"groups"_s};
    for (const QString &action :
         {u"peek"_s, u"read"_s, u"create"_s, u"update"_s, u"delete"_s, u"execute"_s, u"refer"_s})
        form.actions.append({action, {}});
    return form;
}

} // namespace

class TestPermissionForm final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bitMaskIsReadInWords_data()
    {
        QTest::addColumn<quint32>("permission");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0u << u"everybody: nothing; owner: nothing; groups: nothing"_s;
        QTest::newRow("a new topic of a Daptin")
            << 16256u << u"everybody: nothing; owner: everything; groups: nothing"_s;
        QTest::newRow("a table of a Daptin")
            << 561441u
            << u"everybody: peek, execute; owner: read, execute; groups: read, execute"_s;
        QTest::newRow("everything")
            << 2097151u << u"everybody: everything; owner: everything; groups: everything"_s;
        QTest::newRow("a bit without a name")
            << (1u << 21 | 1u)
            << u"everybody: peek; owner: nothing; groups: nothing; further bits: 2097152"_s;
    }
    void bitMaskIsReadInWords()
    {
        QFETCH(quint32, permission);
        QTEST(form().text(permission), "text");
    }

    void everyBoxHasItsOwnBit()
    {
        const PermissionForm daptin = form();
        quint32 seen = 0;
        for (int person = 0; person < 3; ++person) {
            for (int action = 0; action < 7; ++action) {
                const quint32 bit = daptin.bit(person, action);
                QVERIFY(bit != 0 && (seen & bit) == 0);
                seen |= bit;
            }
        }
        QCOMPARE(seen, daptin.known());
        QCOMPARE(seen, 2097151u);
        QCOMPARE(daptin.bit(3, 0), 0u);
        QCOMPARE(daptin.bit(0, 7), 0u);
        QCOMPARE(daptin.bit(-1, 0), 0u);
    }

    void formWithoutPeopleIsEmpty()
    {
        QVERIFY(PermissionForm().isEmpty());
        QCOMPARE(PermissionForm().known(), 0u);
        QCOMPARE(PermissionForm().text(5), u"further bits: 5"_s);
    }
};

QTEST_GUILESS_MAIN(TestPermissionForm)
#include "tst_permissionform.moc"
