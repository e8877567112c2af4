// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/decimal.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <string>

namespace eventscope {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

size_t digitsEnd(std::string_view text, size_t at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

/// The digits of a number with its point taken out, and where they stand.
struct Decimal
{
    bool negative = false;
    std::string_view whole; ///< without leading zeros
    std::string_view fraction; ///< without leading zeros if `whole` is empty
    int64_t place = 0; ///< power of ten of the first digit, plus one; without the exponent
    bool exponentNegative = false;
    std::string_view exponent; ///< its digits, without leading zeros

    bool isZero() const { return whole.empty() && fraction.empty(); }
    size_t size() const { return whole.size() + fraction.size(); }
    char digit(size_t at) const
    {
        return at < whole.size()                  ? whole[at]
            : at - whole.size() < fraction.size() ? fraction[at - whole.size()]
                                                  : '0';
    }
};

std::string_view withoutLeadingZeros(std::string_view digits)
{
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

Decimal read(std::string_view text)
{
    Decimal out;
    size_t at = 0;
    if (text.starts_with('-')) {
        out.negative = true;
        at = 1;
    }
    const size_t wholeEnd = digitsEnd(text, at);
    out.whole = withoutLeadingZeros(text.substr(at, wholeEnd - at));
    at = wholeEnd;
    if (at < text.size() && text[at] == '.') {
        const size_t end = digitsEnd(text, at + 1);
        out.fraction = text.substr(at + 1, end - at - 1);
        out.fraction.remove_suffix(out.fraction.size() - (out.fraction.find_last_not_of('0') + 1));
        at = end;
    }
    out.place = int64_t(out.whole.size());
    if (out.whole.empty()) {
        const size_t digits = out.fraction.size();
        out.fraction = withoutLeadingZeros(out.fraction);
        out.place = -int64_t(digits - out.fraction.size());
    }
    if (at < text.size()) { // 'e'
        ++at;
        out.exponentNegative = text[at] == '-';
        if (!isDigit(text[at]))
            ++at;
        out.exponent = withoutLeadingZeros(text.substr(at));
    }
    return out;
}

/// Exponents of more digits than this do not fit where they could be added to a place.
constexpr size_t smallExponent = 17;

/// The magnitude of a huge exponent with a place added to it, which cannot change its sign.
std::string shifted(const Decimal &decimal)
{
    std::string digits(decimal.exponent);
    int64_t carry = decimal.exponentNegative ? -decimal.place : decimal.place;
    for (size_t i = digits.size(); i-- > 0 && carry != 0;) {
        int64_t sum = (digits[i] - '0') + carry;
        carry = sum / 10;
        sum %= 10;
        if (sum < 0) {
            sum += 10;
            --carry;
        }
        digits[i] = char('0' + sum);
    }
    return carry > 0 ? std::to_string(carry) + digits : std::string(withoutLeadingZeros(digits));
}

bool isHuge(const Decimal &decimal)
{
    return decimal.exponent.size() > smallExponent;
}

/// With the exponent, which is not huge.
int64_t smallPlace(const Decimal &decimal)
{
    int64_t exponent = 0;
    std::from_chars(decimal.exponent.data(), decimal.exponent.data() + decimal.exponent.size(),
                    exponent);
    return decimal.place + (decimal.exponentNegative ? -exponent : exponent);
}

/// A place with its exponent, whatever its size.
struct DecimalPlace
{
    explicit DecimalPlace(const Decimal &decimal)
    {
        const int64_t place = isHuge(decimal) ? 0 : smallPlace(decimal);
        negative = isHuge(decimal) ? decimal.exponentNegative : place < 0;
        if (isHuge(decimal))
            digits = shifted(decimal);
        else if (place != 0)
            digits = std::to_string(negative ? -place : place);
    }

    bool negative;
    std::string digits; ///< none of zero
};

std::strong_ordering comparePlaces(const Decimal &a, const Decimal &b)
{
    if (!isHuge(a) && !isHuge(b))
        return smallPlace(a) <=> smallPlace(b);
    const DecimalPlace placeA(a);
    const DecimalPlace placeB(b);
    if (placeA.negative != placeB.negative)
        return placeA.negative ? std::strong_ordering::less : std::strong_ordering::greater;
    const std::string &more = placeA.negative ? placeB.digits : placeA.digits;
    const std::string &less = placeA.negative ? placeA.digits : placeB.digits;
    return more.size() != less.size() ? more.size() <=> less.size() : more.compare(less) <=> 0;
}

std::strong_ordering compareMagnitudes(const Decimal &a, const Decimal &b)
{
    if (const auto order = comparePlaces(a, b); std::is_neq(order))
        return order;
    const size_t size = std::max(a.size(), b.size());
    for (size_t i = 0; i < size; ++i) {
        if (const auto order = a.digit(i) <=> b.digit(i); std::is_neq(order))
            return order;
    }
    return std::strong_ordering::equal;
}

} // namespace

bool isDecimal(std::string_view text)
{
    size_t at = text.starts_with('-') ? 1 : 0;
    const size_t whole = digitsEnd(text, at);
    if (whole == at || (text[at] == '0' && whole > at + 1))
        return false;
    at = whole;
    if (at < text.size() && text[at] == '.') {
        const size_t fraction = digitsEnd(text, at + 1);
        if (fraction == at + 1)
            return false;
        at = fraction;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        const size_t exponent = digitsEnd(text, at);
        if (exponent == at)
            return false;
        at = exponent;
    }
    return at == text.size();
}

std::string writtenDecimal(std::string_view text)
{
    const bool negative = text.starts_with('-');
    const std::string_view digits = text.substr(negative || text.starts_with('+') ? 1 : 0);
    if (digits.starts_with('-'))
        return {};
    const std::string number = std::string(negative ? "-" : "")
        + (digits.starts_with('.') ? "0" : "") + std::string(digits);
    return isDecimal(number) ? number : std::string();
}

int compareDecimals(std::string_view a, std::string_view b)
{
    const Decimal left = read(a);
    const Decimal right = read(b);
    const auto sign = [](const Decimal &decimal) {
        return decimal.isZero() ? 0 : decimal.negative ? -1 : 1;
    };
    if (sign(left) != sign(right) || left.isZero())
        return sign(left) < sign(right) ? -1 : sign(left) > sign(right) ? 1 : 0;
    const std::strong_ordering order =
        left.negative ? compareMagnitudes(right, left) : compareMagnitudes(left, right);
    return std::is_lt(order) ? -1 : std::is_gt(order) ? 1 : 0;
}

} // namespace eventscope
