// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/deepframestest.h"

#include "app/feeds/dialectregistry.h"
#include "models/event/jsontape.h"
#include "tests/support/quietoutput.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

class LastEvent final : public QuietOutput
{
public:
    void event(const EventFields &fields, int) override
    {
        ++count;
        isUndecodable = (fields.flags & Undecodable) != 0;
        reason = fields.reason;
        payload = fields.payload;
    }

    int count = 0;
    bool isUndecodable = false;
    std::string reason;
    std::string payload;
};

std::string frameOf(size_t levels)
{
    return R"({"a":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + '}';
}

} // namespace

void DeepFramesTest::framesThatAreTooDeepAreKeptAndNamed_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("levels");
    for (const Dialect *dialect : allDialects()) {
        for (const int levels : {1'025, 100'000})
            QTest::addRow("C12: %s, %d levels", qPrintable(dialect->info().id), levels)
                << dialect->info().id << levels;
    }
}

void DeepFramesTest::framesThatAreTooDeepAreKeptAndNamed()
{
    QFETCH(QString, id);
    QFETCH(int, levels);
    LastEvent out;
    const std::unique_ptr<Session> session =
        dialectById(id)->makeSession({{u"url"_s, u"wss://example.org/"_s}});
    session->opened(Moment(0), {}, out);
    const std::string frame = frameOf(size_t(levels));
    session->frame({frame, false}, Moment(1), out);
    QCOMPARE(out.count, 1);
    QVERIFY(out.isUndecodable);
    QVERIFY2(out.reason.find("nested deeper than 1024") != std::string::npos, out.reason.c_str());
    QVERIFY(out.payload == frame);
    // One level less is a frame like any other.
    out = {};
    const std::string deepest = frameOf(JsonTape::maxDepth);
    session->frame({deepest, false}, Moment(2), out);
    QCOMPARE(out.count, 1);
    QVERIFY2(out.reason.find("deeper") == std::string::npos, out.reason.c_str());
}
