// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinfilters.h"

#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

namespace eventscope {

namespace {

void appendValue(std::string &out, const std::string &text)
{
    JsonTape tape;
    const bool scalar =
        tape.parse(text) && tape[0].kind != JsonKind::Object && tape[0].kind != JsonKind::Array;
    if (scalar)
        out += JsonRef(tape).raw();
    else
        appendJsonString(out, text);
}

} // namespace

std::string daptinFilters(const QMap<QString, QString> &filters)
{
    std::string json;
    for (auto filter = filters.begin(); filter != filters.end(); ++filter) {
        if (filter.key().trimmed().isEmpty())
            continue;
        json += json.empty() ? '{' : ',';
        appendJsonString(json, filter.key().trimmed().toStdString());
        json += ':';
        if (filter.key() == daptinTypeFilter)
            appendJsonString(json, filter.value().trimmed().toStdString());
        else
            appendValue(json, filter.value().toStdString());
    }
    if (!json.empty())
        json += '}';
    return json;
}

} // namespace eventscope
