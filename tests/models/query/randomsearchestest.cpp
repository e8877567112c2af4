// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/query/randomsearchestest.h"

#include "tests/models/query/searchedlog.h"

#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Filters out of conditions, some of which were there before, over a log that goes on.
class RandomSearches
{
public:
    explicit RandomSearches(unsigned seed) : m_random(seed) { grow(); }

    void step()
    {
        switch (below(8)) {
        case 0:
            return grow();
        case 1:
            return m_log.retire(below(unsigned(std::min<quint64>(m_log.log.size(), 400))));
        case 2: // is stopped before it ends
            m_log.searches.search({}, stackOf(nextOnes()), m_log.log.size());
            if (below(2) == 0)
                m_log.searches.takeDecided();
            return;
        default:
            compare(nextOnes());
        }
    }
    /// So that there is one answer at least that was given up, whatever chance brings.
    void beginWithASlowEvent()
    {
        TestEvent slow;
        slow.payload = slowPayload();
        slow.kind = PayloadKind::Json;
        m_log.add({slow}, "c1", SearchedLog::Lines::Readable);
        m_texts << u"/(a+)+$/"_s;
        compare({{m_texts.last(), Use::Include}});
    }
    quint64 asked() const { return m_asked; }
    quint64 wanted() const { return m_wanted; }
    quint64 undecided() const { return m_undecided; }

private:
    using Use = StackedFilter::Use;
    using Texts = std::vector<std::pair<QString, Use>>;

    static std::string slowPayload() { return '"' + std::string(3'000, 'a') + "b\""; }
    unsigned below(unsigned count) { return unsigned(m_random() % count); }
    template<typename List>
    auto oneOf(const List &list)
    {
        return list[below(unsigned(list.size()))];
    }

    void grow()
    {
        static const std::vector<std::string> payloads{
            R"({"status":"answered"})", R"({"st\u0061tus":"\u0061nswered"})", R"({"status":17})",
            R"(["answered",{"status":"ringing"}])", R"({"note":"nothing"})"};
        std::vector<TestEvent> some(below(900) + 1);
        for (TestEvent &event : some) {
            event.type = oneOf(std::vector<std::string>{"call", "ping", "answered.call"});
            event.subject = oneOf(std::vector<std::string>{"", "s1", "s2", "aa"});
            event.severity = Severity(below(5));
            event.payload = oneOf(payloads);
            event.kind = below(9) == 0 ? PayloadKind::Text : PayloadKind::Json;
        }
        if (below(3) == 0) { // few, for the slow expression gives up on each again and again
            TestEvent &slow = some[below(unsigned(some.size()))];
            slow.payload = slowPayload();
            slow.kind = PayloadKind::Json;
        }
        m_log.add(some, below(2) == 0 ? "c1" : "answered",
                  below(5) == 0 ? SearchedLog::Lines::Lost : SearchedLog::Lines::Readable);
    }

    QString next()
    {
        static const QStringList conditions{
            u"answered"_s,       u"type:*call"_s,    u"severity>=warning"_s,   u"subject:s1"_s,
            u"/an.?wered/"_s,    u"data.status:*"_s, u"data.status = 17"_s,    u"connection:c1"_s,
            u"sequence < 800"_s, u"size > 20"_s,     u"type:(call or ping)"_s, u"/(a+)+$/"_s};
        const auto part = [&] {
            return below(3) > 0 && !m_texts.isEmpty()
                ? u'(' + oneOf(m_texts.mid(m_texts.size() - 8)) + u')'
                : oneOf(conditions);
        };
        QString text = part();
        switch (below(5)) {
        case 0:
            text = u"not "_s + text;
            break;
        case 1:
            text += u" or "_s + part();
            break;
        case 2:
            text += u" and not "_s + part();
            break;
        default:
            text += u" and "_s + part();
        }
        if (text.size() > 400)
            text = oneOf(conditions);
        m_texts << text;
        return text;
    }

    Texts nextOnes()
    {
        Texts texts;
        for (unsigned left = below(3) + 1; left > 0; --left)
            texts.emplace_back(
                next(), oneOf(std::vector{Use::Include, Use::Include, Use::Exclude, Use::Mark}));
        return texts;
    }

    /// Filters that nothing was found for yet.
    FilterStack stackOf(const Texts &texts) const
    {
        FilterStack stack;
        for (const auto &[text, use] : texts)
            stack.push_back({m_log.bound(text).front().predicate, use});
        return stack;
    }

    void compare(const Texts &texts)
    {
        const FilterStack stack = stackOf(texts);
        m_wanted += m_log.log.size() * stack.size();
        m_asked += m_log.search(stack);
        QStringList words;
        for (const auto &[text, use] : texts)
            words << u"%1: %2"_s.arg(int(use)).arg(text);
        QVERIFY2(m_log.found(stack) == m_log.truth(stackOf(texts)),
                 qPrintable(words.join(u" | "_s)));
        for (const StackedFilter &filter : stack)
            m_undecided += static_cast<const CompiledFilter &>(*filter.predicate).givenUp();
        if (below(3) == 0)
            m_log.searches.use({});
    }

    std::mt19937 m_random;
    SearchedLog m_log;
    QStringList m_texts;
    quint64 m_asked = 0;
    quint64 m_wanted = 0;
    quint64 m_undecided = 0;
};

} // namespace

void RandomSearchesTest::reusedAnswersAreThoseOfAFreshSearch_data()
{
    QTest::addColumn<unsigned>("seed");
    for (const unsigned seed : {1U, 2U, 3U, 4U, 20261122U})
        QTest::addRow("seed %u", seed) << seed;
}

void RandomSearchesTest::reusedAnswersAreThoseOfAFreshSearch()
{
    QFETCH(const unsigned, seed);
    RandomSearches searches(seed);
    searches.beginWithASlowEvent();
    for (int step = 0; step < 90; ++step) {
        searches.step();
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(searches.undecided() > 0);
    QVERIFY2(searches.asked() < searches.wanted() * 3 / 4,
             qPrintable(u"%1 of %2"_s.arg(searches.asked()).arg(searches.wanted())));
}
