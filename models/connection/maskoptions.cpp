// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/maskoptions.h"

#include "models/event/fieldmask.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String maskKey{"mask"};
constexpr QLatin1String maskedFieldsKey{"maskedfields"};

QString tr(const char *text)
{
    return QCoreApplication::translate("MaskOptions", text);
}

} // namespace

QVector<Option> maskOptions(const QString &fields)
{
    Option mask;
    mask.key = maskKey;
    mask.label = tr("Mask secrets");
    mask.kind = Option::Kind::Flag;
    mask.defaultValue = u"true"_s;
    mask.hint = tr("On the screen, in copies and in exports. The capture keeps what was received.");
    mask.advanced = true;
    Option stored;
    stored.key = maskStoredKey;
    stored.label = tr("Mask them before they are stored");
    stored.kind = Option::Kind::Flag;
    stored.defaultValue = u"false"_s;
    stored.hint = tr("Then the capture never has them, and nobody can lift the mask later.");
    stored.advanced = true;
    Option names;
    names.key = maskedFieldsKey;
    names.label = tr("Masked fields");
    names.defaultValue = fields;
    names.lines = true;
    names.flows = true;
    names.hint = tr("Names of members at any depth; * stands for any characters, api_key for apiKey too.");
    names.advanced = true;
    return {mask, stored, names};
}

QStringList maskedFields(const DialectInfo &dialect, const OptionValues &options)
{
    const Option *mask = dialect.option(maskKey);
    const Option *names = dialect.option(maskedFieldsKey);
    if (!mask || !names || isMaskLifted(dialect, options))
        return {};
    return fieldNames(options.value(maskedFieldsKey, names->defaultValue));
}

QStringList fieldsMaskedInStore(const DialectInfo &dialect, const OptionValues &options)
{
    const Option *names = dialect.option(maskedFieldsKey);
    if (!names || !dialect.option(maskStoredKey) || options.value(maskStoredKey) != u"true")
        return {};
    return fieldNames(options.value(maskedFieldsKey, names->defaultValue));
}

bool isMaskLifted(const DialectInfo &dialect, const OptionValues &options)
{
    const Option *mask = dialect.option(maskKey);
    return mask && options.value(maskKey, mask->defaultValue) != u"true";
}

OptionValues withoutMaskOptions(OptionValues options)
{
    options.remove(maskKey);
    options.remove(maskStoredKey);
    options.remove(maskedFieldsKey);
    return options;
}

} // namespace eventscope
