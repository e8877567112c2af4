// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/maskedlines.h"
#include "models/event/secretnames.h"

/// What the tests of masks share: lines, and masks as connections have them.
namespace masktesting {

using namespace eventscope;
using namespace Qt::StringLiterals;

inline QByteArray lineWith(const QByteArray &data, const QByteArray &source = "/1a2b3c4d")
{
    return R"({"specversion":"1.0","id":"x","source":")" + source
        + R"(","type":"t","sequence":"1","data":)" + data + "}";
}

inline const FieldMask &daptinMask()
{
    static const FieldMask mask(fieldNames(u"*password*, *secret*,*token* otp_*, *api_key"_s));
    return mask;
}

/// As connections have it unless somebody says otherwise.
inline const FieldMask &usualMask()
{
    static const FieldMask mask(fieldNames(usualSecretFields));
    return mask;
}

/// The only line of a log.
class OneLine final : public LineSource
{
public:
    explicit OneLine(QByteArray line) : m_line(std::move(line)) { }
    std::string_view line(const EventRecord &, std::string &scratch) const override
    {
        scratch = m_line.toStdString();
        return scratch;
    }

private:
    QByteArray m_line;
};

} // namespace masktesting
