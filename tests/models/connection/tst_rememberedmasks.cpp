// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/maskoptions.h"
#include "models/connection/rememberedmasks.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestRememberedMasks : public QObject
{
    Q_OBJECT

    DialectInfo m_rows; ///< has something to mask
    DialectInfo m_plain; ///< has not
    RememberedMasks m_masks;
    QStringList m_known; ///< as the capture would have it

    QStringList with(const DialectInfo &dialect, const OptionValues &options = {})
    {
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.dialect = dialect.id;
        profile.options = options;
        m_known = m_masks.fieldsOf(profile, &dialect, m_known);
        return m_known;
    }
    static OptionValues listed(const QString &names) { return {{u"maskedfields"_s, names}}; }

private Q_SLOTS:
    void init()
    {
        m_rows.id = u"rows"_s;
        m_rows.options = maskOptions(u"*password* otp_*"_s);
        m_plain.id = u"plain"_s;
        m_masks = {};
        m_known.clear();
    }

    void whatWasRecordedUnderAMaskStaysMaskedAfterASwitch()
    {
        const QStringList all{u"*password*"_s, u"otp_*"_s};
        QCOMPARE(with(m_rows), all);
        QCOMPARE(with(m_plain), all);
        QCOMPARE(with(m_plain), all);
        QCOMPARE(with(m_rows, listed(u"pin"_s)), QStringList({u"pin"_s}) + all);
    }
    void aSystemThatIsNotKnownLiftsNothing()
    {
        with(m_rows);
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.dialect = u"of-a-newer-version"_s;
        QCOMPARE(m_masks.fieldsOf(profile, nullptr, m_known), m_known);
    }
    void whoLiftsTheMaskSeesEverything()
    {
        with(m_rows);
        QVERIFY(with(m_rows, {{u"mask"_s, u"false"_s}}).isEmpty());
        QVERIFY(with(m_plain).isEmpty());
        QCOMPARE(with(m_rows), QStringList({u"*password*"_s, u"otp_*"_s}));
    }
    void aNameThatIsTakenOffTheListIsLifted()
    {
        with(m_rows, listed(u"pin, otp_*"_s));
        QCOMPARE(with(m_rows, listed(u"otp_*"_s)), QStringList{u"otp_*"_s});
        QVERIFY(with(m_rows, listed({})).isEmpty());
    }
    void aNameOfAnEarlierSystemIsNotTakenOffByTheListOfAnother()
    {
        with(m_rows, listed(u"pin"_s));
        with(m_plain);
        QCOMPARE(with(m_rows, listed(u"otp_*"_s)), QStringList({u"otp_*"_s, u"pin"_s}));
        QCOMPARE(with(m_rows, listed(u"salt"_s)), QStringList({u"salt"_s, u"pin"_s}));
    }
    void aCaptureThatIsGoneOnWithKeepsItsMask()
    {
        m_known = {u"pin"_s};
        QCOMPARE(with(m_rows, listed(u"otp_*"_s)), QStringList({u"otp_*"_s, u"pin"_s}));
    }
    void connectionsHaveNothingToDoWithEachOther()
    {
        with(m_rows);
        ConnectionProfile other;
        other.id = u"12345678"_s;
        other.dialect = m_plain.id;
        QVERIFY(m_masks.fieldsOf(other, &m_plain, {}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRememberedMasks)
#include "tst_rememberedmasks.moc"
