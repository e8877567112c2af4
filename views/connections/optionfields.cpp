// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/optionfields.h"

#include "models/connection/plaintext.h"
#include "models/connection/urlsecrets.h"
#include "views/connections/optionform.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

bool isSecret(const OptionField &field)
{
    return field.option.kind == Option::Kind::Secret;
}

} // namespace

OptionFields::OptionFields(const DialectInfo &dialect)
    : m_dialect(dialect), m_transport(dialect.transportFor(QString()))
{ }

OptionField *OptionFields::add(const Option &option)
{
    m_fields.push_back(std::make_unique<OptionField>());
    m_fields.back()->option = option;
    return m_fields.back().get();
}

QString OptionFields::url() const
{
    const auto isUrl = [](const auto &field) { return field->option.key == "url"_L1; };
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), isUrl);
    return found == m_fields.end() ? QString() : (*found)->value();
}

bool OptionFields::applies(const OptionField &field) const
{
    return !field.option.onlyOver || m_dialect.applies(field.option, {{u"url"_s, url()}});
}

bool OptionFields::isShown(const OptionField &field, bool advanced) const
{
    if (field.option.key == plaintextKey)
        return needsPlaintextSwitch(m_dialect, openValues());
    return (!field.option.advanced || advanced) && applies(field);
}

bool OptionFields::followTransport()
{
    const Transport now = m_dialect.transportFor(url());
    return std::exchange(m_transport, now) != now;
}

QString OptionFields::problemWith(const OptionField &field) const
{
    const QString value = field.value();
    if (!applies(field))
        return {};
    if (isSecret(field) && value.isEmpty() && !m_secretsKept.isEmpty())
        return {};
    if (field.option.key == plaintextKey)
        return problemWithPlaintext(m_dialect, openValues()).isEmpty()
            ? QString()
            : OptionForm::tr("Allow this, or choose what is encrypted.");
    DialectInfo alone;
    alone.transports = m_dialect.transports;
    alone.options = {field.option};
    alone.options.first().onlyOver.reset();
    return alone.problemWith({{field.option.key, value}});
}

QString OptionFields::problem() const
{
    for (const auto &field : m_fields) {
        if (!field->problem.isEmpty())
            return field->problem;
    }
    return {};
}

/// All that is not secret, defaults and what does not apply, too.
OptionValues OptionFields::openValues() const
{
    OptionValues all;
    for (const auto &field : m_fields) {
        if (!isSecret(*field))
            all.insert(field->option.key, field->value());
    }
    return all;
}

OptionValues OptionFields::options() const
{
    OptionValues values;
    for (const auto &field : m_fields) {
        const bool asked = field->option.key != plaintextKey || isShown(*field, true);
        if (!isSecret(*field) && applies(*field) && asked
            && field->value() != field->option.defaultValue)
            values.insert(field->option.key, field->value());
    }
    return values;
}

OptionValues OptionFields::secrets() const
{
    OptionValues values;
    for (const auto &field : m_fields) {
        if (isSecret(*field) && !field->value().isEmpty() && applies(*field))
            values.insert(field->option.key, field->value());
    }
    if (!m_urlQuery.isEmpty())
        values.insert(urlQueryKey, m_urlQuery);
    return values;
}

bool OptionFields::hasSecrets() const
{
    return !m_urlQuery.isEmpty()
        || std::any_of(m_fields.begin(), m_fields.end(),
                       [](const auto &field) { return isSecret(*field); });
}

} // namespace eventscope
