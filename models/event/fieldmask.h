// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/masksweep.h"

#include <QMap>
#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Names of members whose values are not for everybody's eyes: password hashes, tokens. The capture
/// keeps what was received; whatever shows, copies or exports a line puts `[masked]` in the place
/// of such values, at any depth, and also within rows that Daptin writes as base64 (protocols.md
/// 3), within JSON in a text, and in text that is no JSON (`password=…`). Where anything is masked,
/// so is what is a secret by its form (secretvalues.h). Immutable, safe to use on any thread.
class FieldMask
{
public:
    static constexpr std::string_view maskedValue = "\"[masked]\"";

    FieldMask() = default;
    /// `*` and `?` in a name stand for what they do in file names. The case does not matter, and
    /// programs write names in several ways: a `_` or `-` stands for what may be between words, as
    /// in `api_key`, `api-key`, `apiKey` and `apikey`; at the end of what a `*` leaves open for the
    /// limit of a word: `*_id` is `userId` and `user-id`, but not `paid`.
    explicit FieldMask(const QStringList &names);

    bool isEmpty() const { return m_patterns.empty(); }
    /// One of them is in whatever is masked by its name; empty: not known.
    const std::vector<NamePart> &parts() const { return m_parts; }
    /// Whether members of this name are masked.
    bool covers(std::string_view name) const;
    /// The line with its `data` and attributes masked (maskedattributes.h): `line` itself, or made
    /// in `scratch`. null, true, false and empty texts give nothing away and stay.
    std::string_view apply(std::string_view line, std::string &scratch) const;
    /// The same for a payload before it is part of a line; `payload` itself where there is nothing
    /// to mask.
    std::string_view applyToPayload(std::string_view payload, PayloadKind kind,
                                    std::string &scratch) const;

    /// The same for what an event is known by, its id and topic: where that is no JSON, only what is
    /// a secret by its form, for `token:created` is a topic.
    std::string_view applyToName(std::string_view name, std::string &scratch) const;

    bool operator==(const FieldMask &other) const { return m_patterns == other.m_patterns; }

private:
    friend class MaskedSpans;
    /// Text that is no JSON; empty if there is nothing to mask.
    std::string maskedText(std::string_view text) const;

    /// True if there may be something to mask in a text.
    bool mayHave(std::string_view text) const;

    /// How a pattern is compared; nearly all are one of the plain ways, which cost a tenth.
    struct Form
    {
        enum class Way : quint8 { Whole, Begin, End, Within, Any };
        Way way = Way::Any;
        std::string text; ///< as in NamePart; of Any: the pattern
        bool afterWord = false; ///< a word ends before it
        bool beforeWord = false; ///< another one begins behind it

        size_t firstByte() const;
        bool isAnywhere() const { return way == Way::End || way == Way::Within; }
        bool fits(std::string_view key) const;
        bool fitsAt(std::string_view key, size_t at) const;
    };
    static Form formOf(const std::string &pattern);
    void sortForms();

    std::vector<std::string> m_patterns;
    std::vector<Form> m_forms; ///< of them, by their first bytes: a name is compared with few
    std::array<size_t, 257> m_formsFrom = {}; ///< from where on they begin with that or a later one
    std::vector<NamePart> m_parts;
    MaskSweep m_sweep; ///< for them
    QRegularExpression m_textForm;
};

/// By connection id. A connection that is not in it has nothing to hide.
using FieldMasks = QMap<QString, FieldMask>;

/// The patterns in a list as people write it: between commas, blanks or line breaks.
QStringList fieldNames(const QString &list);

} // namespace eventscope
