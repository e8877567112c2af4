// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/linesource.h"

#include "models/event/jsontape.h"

namespace eventscope {

namespace {

struct NamedAttribute
{
    std::string_view name;
    std::string LineAttributes::*member;
};

constexpr NamedAttribute namedAttributes[]{
    {"id", &LineAttributes::id},
    {"source", &LineAttributes::source},
    {"type", &LineAttributes::type},
    {"time", &LineAttributes::time},
    {"recordedtime", &LineAttributes::recordedtime},
    {"sequence", &LineAttributes::sequence},
    {"topic", &LineAttributes::topic},
    {"subject", &LineAttributes::subject},
    {"severitytext", &LineAttributes::severitytext},
    {"reason", &LineAttributes::reason},
    {"datacontenttype", &LineAttributes::datacontenttype},
};

} // namespace

bool readLineAttributes(std::string_view line, LineAttributes &out)
{
    out = {};
    static thread_local JsonTape tape(JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements);
    if (!tape.parse(line) || !JsonRef(tape).isObject())
        return false;
    bool cloudEvent = false;
    std::string nameScratch;
    std::string valueScratch;
    JsonRef(tape).forEachMember([&](JsonRef key, JsonRef value) {
        const std::string_view name = key.string(nameScratch);
        if (name == "data") {
            out.data = value.raw();
        } else if (name == "data_base64" && value.isString()) {
            out.dataBase64 = value.raw().substr(1, value.raw().size() - 2);
        } else if (name == "specversion") {
            cloudEvent = true;
        } else {
            for (const NamedAttribute &attribute : namedAttributes) {
                if (attribute.name == name)
                    out.*attribute.member = value.scalar(valueScratch);
            }
        }
    });
    tape.letGoOfLarge();
    return cloudEvent;
}

} // namespace eventscope
