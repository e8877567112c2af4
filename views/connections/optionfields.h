// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "views/connections/optionfield.h"

#include <memory>
#include <vector>

namespace eventscope {

/// What the fields of one OptionForm say together: which of them mean anything for what the URL
/// travels over, what is wrong with each, and what they come to as options and secrets. Belongs to
/// the form, which shows them.
class OptionFields
{
public:
    explicit OptionFields(const DialectInfo &dialect);

    const DialectInfo &dialect() const { return m_dialect; }
    /// On the heap, for what is connected to a field holds a reference to it.
    const std::vector<std::unique_ptr<OptionField>> &all() const { return m_fields; }
    OptionField *add(const Option &option);

    /// False: the option means nothing for what the URL travels over.
    bool applies(const OptionField &field) const;
    bool isShown(const OptionField &field, bool advanced) const;
    /// True if the URL means another transport than at the call before.
    bool followTransport();

    /// The sentence about one option alone, so that it can be said at its field.
    QString problemWith(const OptionField &field) const;
    /// The first that was said; empty if there is none.
    QString problem() const;

    /// Values that are not the defaults, without secrets.
    OptionValues options() const;
    OptionValues secrets() const;
    bool hasSecrets() const;
    /// What was secret in the URL and has no field.
    void keepUrlQuery(const QString &query) { m_urlQuery = query; }
    const QString &urlQuery() const { return m_urlQuery; }
    /// Not empty: an empty secret field means the one that is kept, and says this.
    void setSecretsKept(const QString &placeholder) { m_secretsKept = placeholder; }
    const QString &secretsKept() const { return m_secretsKept; }

private:
    QString url() const;
    OptionValues openValues() const;

    DialectInfo m_dialect;
    std::vector<std::unique_ptr<OptionField>> m_fields;
    Transport m_transport = Transport::WebSocket; ///< that the fields are shown for
    QString m_urlQuery;
    QString m_secretsKept;
};

} // namespace eventscope
