// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "tests/views/logfixture.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class LogContextTest final : public QObject
{
    Q_OBJECT

private:
    static std::vector<quint64> shown(LogFixture &fixture, const QString &filter)
    {
        FilterBinding binding;
        binding.log = &fixture.log;
        binding.context = fixture.model.context();
        fixture.model.setFilter(CompiledFilter::make(parseFilter(filter).expression, binding));
        if (!QTest::qWaitFor([&fixture] { return !fixture.model.isScanning(); }))
            return {};
        std::vector<quint64> sequences;
        for (int row = 0; row < fixture.model.rowCount(); ++row)
            sequences.push_back(fixture.model.sequenceAt(row));
        return sequences;
    }
    using Sequences = std::vector<quint64>;

private Q_SLOTS:
    void bookmarksAreFilteredBy()
    {
        LogFixture fixture;
        fixture.addMany(1'000);
        for (const quint64 one : {3, 500, 999})
            QVERIFY(fixture.model.bookmarks().set(one, {}));
        QCOMPARE(shown(fixture, u"is:bookmarked"_s), Sequences({3, 500, 999}));
        QVERIFY(fixture.model.bookmarks().remove(500));
        QCOMPARE(shown(fixture, u"is:bookmarked"_s), Sequences({3, 999}));
        QCOMPARE(shown(fixture, u"is:bookmarked and sequence > 3"_s), Sequences({999}));
    }

    void whatChangedSinceTheEventBeforeIsFilteredBy()
    {
        LogFixture fixture;
        fixture.add({{.subject = "a", .payload = R"({"status":"x","n":1})"},
                     {.subject = "b", .payload = R"({"status":"x","n":1})"},
                     {.subject = "a", .payload = R"({"status":"x","n":2})"},
                     {.subject = "b", .payload = R"({"status":"y","n":1})"}});
        fixture.add({{.subject = "a", .payload = R"({"status":"z","n":2})"}}, "ffffffff");
        QCOMPARE(shown(fixture, u"changed:data.status"_s), Sequences({4}));
        QCOMPARE(shown(fixture, u"changed:data.n"_s), Sequences({3}));
        fixture.add({{.subject = "a", .payload = R"({"status":"x","n":3})"}}); // and of what comes
        QCOMPARE(fixture.model.rowCount(), 2);
        QCOMPARE(fixture.model.sequenceAt(1), quint64(6));
    }
};

QTEST_GUILESS_MAIN(LogContextTest)
#include "tst_logcontext.moc"
