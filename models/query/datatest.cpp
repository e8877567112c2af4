// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/jsonpath.h"
#include "models/query/rowtests.h"
#include "models/query/valuematch.h"

namespace eventscope {

namespace {

struct PayloadColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return record.dataOffset == 0 || (record.flags & BinaryPayload) ? Truth::No
                                                                        : Truth::Unknown;
    }
};

/// A value at a path of the payload.
class DataTest final : public ColumnTest<PayloadColumn>
{
public:
    DataTest(const std::vector<PathStep> &path, ValueMatch match)
        : ColumnTest(PayloadColumn()), m_path(path), m_match(std::move(match)),
          m_needed(neededOf({m_match.neededText(), m_path.neededText()}))
    { }

    Truth byLine(FilterLine &line) const override
    {
        std::string scratch;
        bool isThere = false;
        Truth any = Truth::No;
        m_path.any(line, [&](JsonRef value) {
            isThere = true;
            any = orOf(any, m_match.matchesJson(value, scratch));
            return any == Truth::Yes;
        });
        return isThere ? m_match.holdsFor(any) : Truth::No;
    }
    const NeededText *needed() const override { return m_needed ? &*m_needed : nullptr; }

private:
    JsonPath m_path;
    ValueMatch m_match;
    std::optional<NeededText> m_needed;
};

} // namespace

std::unique_ptr<const RowTest> makeDataTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making)
{
    return std::make_unique<DataTest>(test.path, ValueMatch(test.op, value, making.regexes));
}

} // namespace eventscope
