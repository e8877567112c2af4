// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/dialectfile.h"

#include "models/connection/plaintext.h"
#include "models/connection/refusedcertificate.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QString noCommas(const QString &value)
{
    return value.contains(u',') ? u"it has a comma."_s : QString();
}

DialectInfo dialect()
{
    Option token;
    token.key = u"token"_s;
    token.label = u"Token"_s;
    token.kind = Option::Kind::Secret;
    Option auth;
    auth.key = u"auth"_s;
    auth.label = u"Send as"_s;
    auth.kind = Option::Kind::Choice;
    auth.defaultValue = u"a"_s;
    auth.choices = {{u"a"_s, u"A"_s}, {u"b"_s, u"B"_s}};
    Option open;
    open.key = u"open"_s;
    open.label = u"Start"_s;
    open.lines = true;
    open.check = noCommas;
    Option headers;
    headers.key = u"headers"_s;
    headers.label = u"Headers"_s;
    headers.lines = true;
    DialectInfo info;
    info.id = u"json"_s;
    info.title = u"JSON"_s;
    info.options = {urlOption(u"wss://x"_s), token, auth, open, headers};
    return info;
}

QByteArray withOptions(const QByteArray &options)
{
    return R"({"eventscope":"dialect","version":1,"name":"Shop","dialect":"json","options":)"
        + options + '}';
}

} // namespace

/// Settings that people give each other.
class TestDialectFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead();
    void secretsAreNotWritten();
    void whatIsTheDefaultIsNotWritten();
    void theUrlMayBeMissing();
    void aNameIsOnePlainLine();
    void whomToTrustIsNotPassedOn();
    void badFilesSayWhatIsWrong_data();
    void badFilesSayWhatIsWrong();
};

void TestDialectFile::whatIsWrittenIsRead()
{
    const DialectFile file{u"Shop “é”"_s,
                           u"json"_s,
                           {{u"url"_s, u"wss://example.org/x?v=1"_s},
                            {u"auth"_s, u"b"_s},
                            {u"open"_s, u"{\"a\":1}\nHELLO {token}"_s},
                            {u"headers"_s, u"Origin: https://example.org"_s}}};
    const QByteArray bytes = writeDialectFile(file, dialect());
    const Result<DialectFile> read = readDialectFile(bytes, {dialect()});
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QCOMPARE(*read, file);
    QCOMPARE(writeDialectFile(*read, dialect()), bytes);
}

void TestDialectFile::secretsAreNotWritten()
{
    const DialectFile file{u"Shop"_s,
                           u"json"_s,
                           {{u"url"_s, u"wss://example.org/x?token=s3cret&v=1"_s},
                            {u"token"_s, u"s3cret"_s},
                            {u"headers"_s,
                             u"Authorization: Bearer s3cret\nOrigin: https://example.org\n"
                             "X-Api-Key: s3cret\nCookie: session=s3cret"_s}}};
    const QByteArray bytes = writeDialectFile(file, dialect());
    QVERIFY2(!bytes.contains("s3cret"), bytes.constData());
    QVERIFY(bytes.contains("Origin: https://example.org"));
    const Result<DialectFile> read = readDialectFile(bytes, {dialect()});
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
}

void TestDialectFile::whatIsTheDefaultIsNotWritten()
{
    const QByteArray bytes = writeDialectFile(
        {u"x"_s, u"json"_s, {{u"auth"_s, u"a"_s}, {u"other"_s, u"y"_s}}}, dialect());
    QCOMPARE(QJsonDocument::fromJson(bytes)[u"options"_s].toObject(), QJsonObject());
}

void TestDialectFile::theUrlMayBeMissing()
{
    const Result<DialectFile> read = readDialectFile(withOptions(R"({"auth":"b"})"), {dialect()});
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QCOMPARE(read->options, OptionValues({{u"auth"_s, u"b"_s}}));
}

void TestDialectFile::aNameIsOnePlainLine()
{
    const Result<DialectFile> read = readDialectFile(
        R"({"eventscope":"dialect","version":1,"name":"a\nb\u202ec","dialect":"json","options":{}})",
        {dialect()});
    QVERIFY(read);
    QCOMPARE(read->name, u"a b⟨U+202E⟩c"_s);
}

/// D10: a file from somebody else opens no gate, however it asks for it.
void TestDialectFile::whomToTrustIsNotPassedOn()
{
    DialectInfo guarded = dialect();
    guarded.options += plaintextOption();
    guarded.options += textOption(pinKey, u"Pin"_s);
    const QByteArray pin = "sha256:" + QByteArray(64, 'a');
    const auto read = readDialectFile(
        withOptions(R"({"url":"ws://evil.example/","plaintext":"true","pin":")" + pin + "\"}"),
        {guarded});
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QCOMPARE(read->options, OptionValues({{u"url"_s, u"ws://evil.example/"_s}}));
    const QByteArray written = writeDialectFile(
        {u"x"_s,
         u"json"_s,
         {{u"url"_s, u"ws://h/"_s}, {plaintextKey, u"true"_s}, {pinKey, QString::fromLatin1(pin)}}},
        guarded);
    QVERIFY2(!written.contains("plaintext") && !written.contains("sha256"), written.constData());
}

void TestDialectFile::badFilesSayWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &words) {
        QTest::newRow(name) << bytes << words;
    };
    row("empty", "", u"no JSON"_s);
    row("no JSON", "{\"eventscope\":", u"no JSON"_s);
    row("an array", "[]", u"does not hold settings"_s);
    row("something else", R"({"type":"FeatureCollection"})", u"does not hold settings"_s);
    row("no version", R"({"eventscope":"dialect","dialect":"json","options":{}})",
        u"of which version"_s);
    row("newer", R"({"eventscope":"dialect","version":2,"dialect":"json","options":{}})",
        u"version 2; this Eventscope reads version 1"_s);
    row("unknown dialect", R"({"eventscope":"dialect","version":1,"dialect":"mqtt","options":{}})",
        u"“mqtt”"_s);
    row("no options", R"({"eventscope":"dialect","version":1,"dialect":"json"})", u"no options"_s);
    row("unknown option", withOptions(R"({"speed":"1"})"), u"no option “speed”"_s);
    row("a number", withOptions(R"({"open":17})"), u"“open” is no text"_s);
    row("a secret", withOptions(R"({"token":"s3cret"})"), u"holds a secret (“token”)"_s);
    row("a secret in the URL", withOptions(R"({"url":"wss://h/?access_token=s3cret"})"),
        u"secret in “url”"_s);
    row("a secret header", withOptions(R"({"headers":"Authorization: Basic czNjcmV0"})"),
        u"secret in “headers”"_s);
    row("a bad URL", withOptions(R"({"url":"https://h/"})"), u"wss://"_s);
    row("a bad choice", withOptions(R"({"auth":"z"})"), u"cannot be “z”"_s);
    row("a bad value", withOptions(R"({"open":"a,b"})"), u"Start: it has a comma"_s);
    row("huge", QByteArray(300'000, ' '), u"larger than 256 KiB"_s);
}

void TestDialectFile::badFilesSayWhatIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const Result<DialectFile> read = readDialectFile(bytes, {dialect()});
    QVERIFY(!read);
    QVERIFY2(read.error().contains(words), qPrintable(read.error()));
    QVERIFY(!read.error().contains(u"s3cret"_s));
}

QTEST_GUILESS_MAIN(TestDialectFile)
#include "tst_dialectfile.moc"
