// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptingeneration.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DaptinDialect", text);
}

} // namespace

QString daptinGenerationName(DaptinGeneration generation)
{
    switch (generation) {
    case DaptinGeneration::A:
        return u"A"_s;
    case DaptinGeneration::B:
        return u"B"_s;
    case DaptinGeneration::C:
        return u"C"_s;
    case DaptinGeneration::Unknown:
        break;
    }
    return {};
}

DaptinGeneration daptinGenerationFromName(const QString &name)
{
    for (const auto generation : {DaptinGeneration::A, DaptinGeneration::B, DaptinGeneration::C}) {
        if (name == daptinGenerationName(generation))
            return generation;
    }
    return DaptinGeneration::Unknown;
}

QString daptinGenerationText(DaptinGeneration generation)
{
    switch (generation) {
    case DaptinGeneration::A:
        return tr("Daptin before April 2024");
    case DaptinGeneration::B:
        return tr("Daptin of April 2024 to v0.11.3");
    case DaptinGeneration::C:
        return tr("Daptin v0.11.4 or later");
    case DaptinGeneration::Unknown:
        break;
    }
    return tr("a Daptin that did not show which one it is");
}

} // namespace eventscope
