// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/textbeginning.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";

} // namespace

int TextBeginning::read(const FileHandle &file, quint64 from)
{
    m_size = 0;
    return file.readAt(from, m_bytes.data(), m_bytes.size(), m_size);
}

QString TextBeginning::problem() const
{
    const std::string_view text = bytes();
    if (text.starts_with("\x1f\x8b"))
        return u"it is compressed by gzip; unpack it first (gunzip)"_s;
    if (text.starts_with("\x28\xb5\x2f\xfd"))
        return u"it is compressed by zstd; unpack it first (unzstd)"_s;
    if (text.starts_with("BZh")
        || text.starts_with("\xfd"
                            "7zXZ")
        || text.starts_with("PK\x03\x04"))
        return u"it is compressed; unpack it first"_s;
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        return u"it is UTF-16; turn it into UTF-8 first (iconv)"_s;
    if (text.find('\0') != std::string_view::npos)
        return u"it is no text"_s;
    return {};
}

quint64 TextBeginning::markBytes() const
{
    return bytes().starts_with(byteOrderMark) ? byteOrderMark.size() : 0;
}

bool TextBeginning::isPartOfMark(std::string_view bytes)
{
    return !bytes.empty() && bytes.size() < byteOrderMark.size()
        && byteOrderMark.starts_with(bytes);
}

bool TextBeginning::isOverSeveralLines() const
{
    const std::string_view text = bytes();
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '[' && text[first] != '{'))
        return false;
    const size_t end = text.find_first_of("\r\n", first);
    const size_t last = end == std::string_view::npos ? end : text.find_last_not_of(" \t", end - 1);
    return last != std::string_view::npos
        && std::string_view("{[,").find(text[last]) != std::string_view::npos;
}

} // namespace eventscope
