// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterfields.h"
#include "models/query/filterparser.h"
#include "models/query/filtervalues.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FilterHelpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theReadmeSaysWhatTheProgramKnows();
    void everyFieldIsListedOnceAndKnownByItsNames();
    void everyFlagIsKnown();
};

void FilterHelpTest::theReadmeSaysWhatTheProgramKnows()
{
    QFile file(QStringLiteral(TEST_SOURCE_DIR "/../README.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString readme = QString::fromUtf8(file.readAll());
    const QString help = filterHelpMarkdown();
    for (const QString &line : help.split(u'\n'))
        QVERIFY2(readme.contains(line + u'\n'), qPrintable(line));
    QVERIFY2(readme.contains(help), "the tables stand in another order");
    // And it shows no filter that is none.
    const qsizetype from = readme.indexOf(u"\n## Filters\n");
    QVERIFY(from > 0);
    const QString section = readme.mid(from, readme.indexOf(u"\n## ", from + 5) - from);
    static const QRegularExpression where(u"--where '([^']*)'"_s);
    int shown = 0;
    for (auto matches = where.globalMatch(readme); matches.hasNext(); ++shown)
        QVERIFY(!parseFilter(matches.next().captured(1)).error);
    QVERIFY(shown > 0);
    QVERIFY(section.contains(help));
}

void FilterHelpTest::everyFieldIsListedOnceAndKnownByItsNames()
{
    QSet<QString> names;
    QSet<int> fields;
    for (const FilterFieldInfo &info : filterFields()) {
        QVERIFY2(!info.meaning.isEmpty() && !info.values.isEmpty() && !info.example.isEmpty(),
                 qPrintable(info.name));
        QVERIFY(!fields.contains(int(info.field)));
        fields.insert(int(info.field));
        QVERIFY(&filterField(info.field) == &info);
        if (info.field == FilterField::Text || info.field == FilterField::Regex)
            continue;
        for (const QString &name : QStringList{info.name} + info.aliases) {
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.insert(name);
            QVERIFY(findFilterField(name) == &info);
            QVERIFY(findFilterField(name.toUpper()) == &info);
        }
        const ParsedFilter parsed = parseFilter(info.example);
        QVERIFY2(!parsed.error, qPrintable(info.example));
    }
    QCOMPARE(fields.size(), int(FilterField::Attribute) + 1);
    QVERIFY(!findFilterField(u"nothing"));
}

void FilterHelpTest::everyFlagIsKnown()
{
    QCOMPARE(filterFlags().size(), size_t(FilterFlag::IdConflict) + 1);
    for (const FilterSyntaxInfo &flag : filterFlags()) {
        QVERIFY(readFilterFlag(flag.form));
        QVERIFY(filterField(FilterField::Is).values.contains(flag.form));
    }
}

QTEST_GUILESS_MAIN(FilterHelpTest)
#include "tst_filterhelp.moc"
